"""What people do with reports by chat: send, correct, look back, check."""
