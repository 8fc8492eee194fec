"""Log what tells of people, machines and projects in every place that a run has: log_identities.py OUT_DIR.

``identities.json`` holds what was planted, by place. The SDK is offline; its record of the machine is told by
environment variables and by a repository of our own.
"""

import base64
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

from offline import start

OUT = start()
REPO = OUT / "home" / "zsofia.kerekes" / "projekt-orchidea"
(REPO / "train").mkdir(parents=True)
PLANTED = {
    "user": "zsofia.kerekes",
    "full name in config": "Zsófia Kerekes",
    "host": "gpu-tisza-07",
    "entity": "balaton-vision-lab",
    "project": "orchidea-diagnostics",
    "e-mail": "zsofia.kerekes@balaton-vision.example.org",
    "e-mail domain": "balaton-vision.example.org",
    "git owner": "kerekes-lab",
    "git repository": "orchidea-internal",
    "run name 0": "bright-szeged-41",
    "run name 1": "quiet-tihany-42",
    "run ID 0": "q7x2m9ka",
    "run ID 1": "b4n8v1zt",
    "group": "balatonfured-seeds",
    "sweep": "swp9k3xq",
    "project folder": "/srv/nfs/balaton/orchidea/runs",
    "chosen value": "Nagyerdei Klinika",
    "short chosen value": "NEK",
    "EXIF artist": "Kerekes Foto",
    "EXIF position": "47deg32min",
    "PNG text": "taken at Nagyerdei Klinika by zsofia.kerekes",
    "PNG zTXt": "ztxt gpu-tisza-07",
    "JPEG comment": "jpeg by kerekes-lab",
    "WAV tag": "wav of Zsófia Kerekes",
}
for name, value in {"username": PLANTED["user"], "host": PLANTED["host"], "email": PLANTED["e-mail"]}.items():
    os.environ[f"WANDB_{name.upper()}"] = value
os.environ |= {
    "WANDB_ENTITY": PLANTED["entity"],
    "WANDB_PROGRAM": str(REPO / "train.py"),
    "USER": PLANTED["user"],
    "LOGNAME": PLANTED["user"],
}
os.chdir(REPO)


def git(*arguments: str) -> str:
    who = ["-c", f"user.name={PLANTED['full name in config']}", "-c", f"user.email={PLANTED['e-mail']}"]
    done = subprocess.run(["git", *who, *arguments], cwd=REPO, check=True, capture_output=True, text=True)
    return done.stdout.strip()


git("init", "-q")
git("remote", "add", "origin", f"git@github.com:{PLANTED['git owner']}/{PLANTED['git repository']}.git")
(REPO / "train.py").write_text("# by Zsófia Kerekes\nprint('x')\n")
git("add", "train.py")
git("commit", "-qm", "first")
PLANTED["commit"] = git("rev-parse", "HEAD")
(REPO / "train.py").write_text("# by Zsófia Kerekes, Nagyerdei Klinika\nprint('y')\n")

import numpy as np  # noqa: E402
import soundfile  # noqa: E402
import wandb  # noqa: E402
from PIL import Image, PngImagePlugin  # noqa: E402

P = PLANTED
GRAY = np.linspace(0, 255, 60)[None, :].repeat(40, 0).astype(np.uint8)
PACKED = base64.b64encode(f"Run:v1:{P['run ID 1']}:{P['project']}:{P['entity']}".encode()).decode()
TEXTS = [
    f"{P['user']} on {P['host']}",
    P["full name in config"].upper(),
    f"see {P['project folder']}/x.png",
    f"/home/{P['user']}/{P['project']}/a.py",
    f"mail {P['e-mail']}",
    f"https://wandb.ai/{P['entity']}/{P['project']}/runs/{P['run ID 0']}",
    f"git@github.com:{P['git owner']}/{P['git repository']}.git at {P['commit'][:8]}",
    f"run {P['run name 0']} beats {P['run name 1']} of {P['group']}",
    f"scan of {P['chosen value']} ({P['short chosen value']})",
    f"id {PACKED}",
    f"file%20of%20{P['full name in config'].replace(' ', '%20')}",
    json.dumps({"by": P["full name in config"], "host": P["host"]}),
    "the last one is the run's own",
]


def pictures(run) -> None:
    image = Image.fromarray(GRAY).convert("RGB")
    info, exif = PngImagePlugin.PngInfo(), Image.Exif()
    info.add_text("Comment", P["PNG text"])
    info.add_text("Note", P["PNG zTXt"], zip=True)
    exif[0x013B], exif[0x010E] = P["EXIF artist"], P["EXIF position"]
    exif.get_ifd(0x8825)[2] = (47.0, 32.0, 0.0)
    image.save(OUT / "scan.png", pnginfo=info, exif=exif)
    image.save(OUT / "scan.jpg", exif=exif, comment=P["JPEG comment"].encode())
    for kind in ("png", "jpg"):
        run.log({f"picture_{kind}": wandb.Image(str(OUT / f"scan.{kind}"), caption=f"{TEXTS[8]} {TEXTS[-1]}")})
    labels = {1: f"lesion {P['chosen value']}", 2: "skin"}
    box = {"position": {"minX": 0.1, "maxX": 0.4, "minY": 0.2, "maxY": 0.5}, "class_id": 1, "box_caption": TEXTS[0]}
    run.log({"boxed": wandb.Image(GRAY, boxes={"pred": {"box_data": [box], "class_labels": labels}}, caption=TEXTS[1])})
    sound = OUT / "voice.wav"
    with soundfile.SoundFile(sound, "w", 8000, 1) as file:
        file.title = P["WAV tag"]
        file.write(0.5 * np.sin(np.arange(4000) / 9))
    content = sound.read_bytes()
    body = content[12:] + b"bext" + struct.pack("<I", 40) + P["WAV tag"].encode().ljust(40, b"\0")
    sound.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
    run.log({"sound": wandb.Audio(str(sound), caption=TEXTS[0])})


def table():
    made = wandb.Table(columns=["id", "note", f"score by {P['user']}", "nested"])
    for n, text in enumerate(TEXTS):
        made.add_data(n, text, n / 7, {"who": P["full name in config"], P["host"]: [text]})
    return made


def charts(run) -> None:
    labels = [P["chosen value"], f"ward of {P['host']}", "other"]
    small = wandb.Table(columns=["label", "value"], data=[[one, n] for n, one in enumerate(labels)])
    run.log({"bars": wandb.plot.bar(small, "label", "value", title=f"Bars of {P['chosen value']} {TEXTS[-1]}")})
    run.log({"matrix": wandb.plot.confusion_matrix(y_true=[0, 1, 2], preds=[0, 2, 1], class_names=labels)})
    scored = wandb.Table(columns=["truth", "score"], data=[[labels[n % 2], (n * 3 % 7) / 7] for n in range(12)])
    run.log({"scores": scored})


def log(number: int) -> None:
    own = f"{TEXTS[0]} only{number}run"
    TEXTS[-1] = own
    config = {
        "lr": 0.1 * (number + 1), "seed": number, "author": P["full name in config"], "argv": ["train.py", TEXTS[3]],
        "data": {"root": P["project folder"], "site": P["chosen value"]}, "model": "resnet", "remark": TEXTS,
    }  # fmt: skip
    run = wandb.init(
        project=P["project"], entity=P["entity"], id=P[f"run ID {number}"], name=P[f"run name {number}"],
        group=P["group"], config=config, notes="\n".join(TEXTS), tags=[f"site {P['chosen value']}", "final"],
        job_type="train", settings=wandb.Settings(git_root=str(REPO), program=str(REPO / "train.py")),
    )  # fmt: skip
    folder = Path(run.dir)
    for step in range(4):
        run.log(
            {
                "loss": 1 / (step + 1 + number),
                f"acc/{P['host']}": step / 3,
                f"{P['user']}/f1": step,
                f"only{number}run": step,
                "said": f"{TEXTS[step]} {own}",
            }
        )
    run.log({"page": wandb.Html(f"<h1>{P['chosen value']}</h1><p title='{TEXTS[0]}'>{'</p><p>'.join(TEXTS)}</p>")})
    run.log({"preds": table(), "hist": wandb.Histogram(np.arange(50))})
    corners = np.random.default_rng(0).random((8, 3)).tolist()
    boxes = np.array([{"corners": corners, "label": own, "color": [9, 9, 9]}])
    cloud = {"type": "lidar/beta", "points": np.random.default_rng(1).random((40, 3)), "boxes": boxes}
    run.log({"cloud": wandb.Object3D(cloud)})
    pictures(run)
    charts(run)
    artifact = wandb.Artifact(
        f"preds-{P['project']}", "dataset", description=TEXTS[7], metadata={"by": P["user"], "own": TEXTS[-1]}
    )
    artifact.add(table(), f"eval of {P['host']}")
    run.log_artifact(artifact)
    run.summary["best_of"] = P["run name 0"]
    run.summary["where"] = {"host": P["host"], "folder": P["project folder"]}
    for text in TEXTS:
        print(text)
    run.finish()
    (folder / "code").mkdir(exist_ok=True)
    (folder / "code" / "train.py").write_text(f"# by {P['full name in config']}\nROOT = '{P['project folder']}'\n")
    (folder / "requirements.txt").write_text(
        f"numpy==1.0\norchidea @ git+https://github.com/{P['git owner']}/{P['git repository']}@main\n-e {REPO}\n"
    )
    (folder / "diff.patch").write_text(f"+++ b/train.py\n+# {P['chosen value']}\n+x = {number}\n")


for count in range(2):
    log(count)
rows = "\n".join(f'{n},"{text.replace(chr(34), chr(34) * 2)}"' for n, text in enumerate(TEXTS[:-1]))
(OUT / "patients.csv").write_text(f"id,note of {P['user']}\n{rows}\n")
(OUT / "identities.json").write_text(json.dumps(PLANTED, ensure_ascii=False))
sys.exit(0)
