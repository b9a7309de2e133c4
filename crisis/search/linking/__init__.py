"""Two searches for one person: who said so and when, what follows for those who look, and how it is taken back."""
