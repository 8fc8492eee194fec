"""Loggers for training libraries: ``lightning``, ``huggingface`` and ``keras``, each over the same logging API.

A module here imports its library, so none is loaded before a script asks for it.
"""
