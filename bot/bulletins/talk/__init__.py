"""What people do with bulletins by chat: read and get them, post them, approve them."""
