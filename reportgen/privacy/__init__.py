"""What a report keeps to itself unless its spec asks: values in, values out, with what was hidden counted."""
