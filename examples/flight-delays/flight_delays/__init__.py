"""Which flights out of New York arrive more than 15 minutes late, from what is known an hour before departure."""
