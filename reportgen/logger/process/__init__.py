"""What goes on in the process of a run: what it prints, what it costs the machine, what runs, and how it ends."""
