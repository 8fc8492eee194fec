"""An anonymous report: values that tell of people, machines and projects have placeholders, wherever they are."""
