"""6. How MANY, and how sure: tallies of what is documented, estimates of what is not."""
