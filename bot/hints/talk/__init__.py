"""What people do with hints by chat: send them, see what came of them, answer them."""
