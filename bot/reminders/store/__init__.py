"""Every query of the reminders room: what would be a query per place is one for all of them."""
