"""What people do about notices by chat."""
