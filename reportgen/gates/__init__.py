"""Gates: conditions that decide over a report, each passed, failed, or undecided; never green by chance or for want."""

from reportgen.gates.baseline import Baseline, given, open_baseline
from reportgen.gates.checking import check_gates
from reportgen.gates.judging import Judged, judge
from reportgen.gates.verdict import Check, Reason, Verdict, outcome

__all__ = [
    "Baseline", "Check", "Judged", "Reason", "Verdict", "check_gates", "given", "judge", "open_baseline", "outcome",
]  # fmt: skip
