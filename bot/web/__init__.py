"""The HTTP edge: health for whoever runs the program; webhook and public pages will join here."""
