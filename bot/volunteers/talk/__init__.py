"""What volunteers and their coordinators do by chat."""
