"""What goes to somebody else to decide, each with its owner, its clock and its outcome (3.2, 4.5, 5.6, 6.1, 10.1)."""
