"""An anonymous report: values that tell of people, machines and projects have stand-ins, wherever they are."""
