"""The public site: released bulletins as pages, feed and JSON; no script, all from here."""
