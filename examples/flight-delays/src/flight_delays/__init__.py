"""Which flights will arrive more than 15 minutes late, from what is known before departure."""
