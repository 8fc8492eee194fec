"""What an entry of ``runs:`` may say of evaluations."""

from __future__ import annotations

from reportgen.spec.fields import Fields


class EvaluationOptions(Fields):
    """Options for evaluations of language models."""

    scores_only: bool = False
    """Leave prompts, answers and transcripts out, and show scores, categories, tokens, cost and times alone."""
