"""What files say about machines and money."""
