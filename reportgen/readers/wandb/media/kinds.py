"""What the SDK calls kinds of media, and the field's word for each."""

from __future__ import annotations

# ``_type`` of a logged value (wandb 0.16 to 0.31) -> the field's word for it.
KINDS: dict[str, str] = {
    "image-file": "image",
    "images/separated": "image",
    "images": "image",
    "image": "image",
    "histogram": "histogram",
    "object3D-file": "3D object",
    "object3D": "3D object",
    "molecule-file": "molecule",
    "molecule": "molecule",
    "video-file": "video",
    "videos": "video",
    "audio-file": "audio",
    "audio": "audio",
    "html-file": "HTML",
    "html": "HTML",
    "plotly-file": "Plotly figure",
    "bokeh-file": "Bokeh figure",
    "table-file": "table",
    "table": "table",
    "incremental-table-file": "table",
    "joined-table": "joined table",
    "partitioned-table": "partitioned table",
    "artifactVersion": "artifact",
    "numpy.ndarray": "array",
    "torch.Tensor": "array",
    "tensorflow.Tensor": "array",
    "graph-file": "graph",
    "data-frame": "data frame",
    "partitioned-table-file": "partitioned table",
    "saved_model": "saved model",
}


def kind_of(type_name: str) -> str:
    """Return the field's word for a recorded ``_type``; an unknown one stands for itself."""
    return KINDS.get(type_name, type_name)
