"""What infrastructure written as a program defines: rules that start something, and deliveries."""
