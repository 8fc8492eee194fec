"""Which names say that a value is a secret: of config keys, table columns, options and variables."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

Kind = Literal["", "secret", "token", "shape"]
"""A ``secret`` hides whatever it is, a ``token`` all but numbers, a ``shape`` only what looks random."""

HIDDEN = "(hidden)"
"""What stands in a report for a value that is not shown."""
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_JOINED = re.compile(
    r"(?:api|access|secret|private|auth|encryption|signing|account|ssh|master|session|subscription|service)key\Z"
    r"|(?:api|auth|access|refresh|bearer|session|secret|csrf|xsrf|github|gitlab|huggingface|hf|hub|wandb)token\Z"
    r"|passw(?:or)?d\Z|passphrase\Z|\A(?:php|j|asp)?sess(?:ion)?id\Z|(?:client|app|api|auth|shared)secret\Z"
)
_CONNECTION = re.compile(r"conn(?:ection)?[ _.-]?str(?:ing)?\Z", re.IGNORECASE)
_STRONG_TEXT = """
    password passwords passwd passphrase passcode pwd secret secrets credential credentials creds apikey apikeys
    passwort kennwort contrasena senha motdepasse
"""
_STRONG = set(_STRONG_TEXT.split())
# behind the word they make it a property of the thing, and not the thing
_LOOSE_TEXT = """
    auc acc accuracy loss losses score scores f1 precision recall strength length len count counts num ratio
    rate min max mean std sum total policy type kind types enabled required dim size sizes weight weights
    detector detection classifier classification leak leaks leaked leakage prob probability probabilities mse
    mae rmse method mode name names scheme provider providers backend url uri endpoint file path dir folder
    header field column format expiry expires ttl age rotation embedding embeddings embed embedder embds budget
    limit limits per level levels id ids index mask masks sampler dropout pooling merging mixing santa sharing
    garden history
"""
_LOOSE = set(_LOOSE_TEXT.split())
_ALSO_SECRET = {"id", "ids", "file", "path", "url", "uri", "header"}
"""Of the words above those that a strong word keeps: ``secret_id``, ``password_file``."""
_TAILS_TEXT = """
    value values string str raw text plain prod production dev development staging stage live test new old
    backup default base64 b64 hash hashed digest encrypted env var pem der bytes content contents
"""
_TAILS = set(_TAILS_TEXT.split())
_KEYS_TEXT = """
    api access secret private auth encryption signing sign ssh master account storage shared license licence
    subscription service deploy sas hmac cipher crypt session consumer webhook rsa dsa ecdsa ed25519 pgp gpg ssl
    tls server admin client app jwt bearer write ingest integration sdk root user login
"""
_KEYS = set(_KEYS_TEXT.split())
_VENDORS_TEXT = """
    hf hub huggingface github gitlab gh git wandb slack bot telegram discord aws azure gcp google openai
    anthropic claude cohere replicate pypi npm docker registry kaggle comet neptune mlflow databricks dapi
    clearml vault consul ngrok notion airtable mapbox stripe twilio linear jira atlassian circleci travis
    codecov sentry datadog grafana nvidia ngc civitai runpod groq mistral pinecone weaviate qdrant langsmith
    langchain langfuse gemini deepseek openrouter together fireworks perplexity xai voyage jina tavily serper
    serpapi heroku netlify vercel cloudflare digitalocean linode dropbox box zenodo figshare orcid roboflow
    labelbox scale lightning determined polyaxon dagshub swanlab aim sagemaker vertex snowflake redis mongo
    mongodb postgres mysql elastic elasticsearch algolia mailgun sendgrid mailchimp pagerduty newrelic firebase
    supabase auth0 okta nuget rubygems cargo conda anaconda modelscope
"""
_VENDORS = set(_VENDORS_TEXT.split())
_TOKENS_TEXT = """
    api auth access refresh bearer session secret csrf xsrf id jwt oauth oauth2 personal pat deploy private push
    sas user login client service admin app device fcm apns job ci cd pipeline webhook security sts identity
    upload
"""
_TOKENS = _VENDORS | set(_TOKENS_TEXT.split())
_ORDINARY_TOKENS_TEXT = """
    pad padding eos bos unk unknown cls sep mask image img audio video next start begin end stop special prefix
    suffix first last target source input output prompt text vision visual speech per num n no max min mean avg
    average total class register latent query patch memory think thinking lang language control forced sot eot
    additional new extra word sub subword char character byte tool role assistant system observation frame
    action state reward goal return time step pos position label answer question document doc passage sentence
    context summary key value object obj speaker blank sil silence noise space newline line bpe wordpiece top
    best rank correct predicted pred true gold generated gen decoded sampled masked current previous prev each
    every any placeholder trigger rare instance concept draft verify beam decoder encoder src tgt cur is has use
    with by to add added empty null default fill bracket punct train val valid test eval
"""
_ORDINARY_TOKENS = set(_ORDINARY_TOKENS_TEXT.split())
_PASSES_TEXT = """
    db database user smtp mail email ftp sftp ssh sudo root admin mysql pg postgres redis mongo mqtt http proxy
    login service account ldap imap keystore key ssl
"""
_PASSES = set(_PASSES_TEXT.split())
_RANDOM = re.compile(r"(?=\S*[A-Za-z])(?=\S*\d)[\x21-\x7e]{12,}\Z")
_COUNTS = {"n", "num", "max", "min", "has", "is", "use", "count", "number", "total", "mean", "avg", "with", "no"}


@lru_cache(maxsize=16384)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in any spelling: ``wandbApiKey``, ``WANDB_API_KEY``, ``wandb-api-key``."""
    return tuple(word.lower() for word in _WORDS.findall(name[-200:]))


@lru_cache(maxsize=16384)
def kind_of(name: str, *, table: bool = False) -> Kind:
    """Return what a name says of its value; ``table`` where it is a column, in which single words mean less."""
    words = [word for word in words_of(name) if not word.isdigit()]
    while len(words) > 1 and words[-1] in _TAILS:
        words.pop()
    if not words:
        return ""
    strong = next((n for n, word in enumerate(words) if word in _STRONG), -1)
    if strong >= 0:
        return _of_strong(words, strong)
    if _JOINED.search(words[-1]) or _CONNECTION.search(name):
        return "secret" if "token" not in words[-1] else "token"
    return _of_last(words, "shape" if table else "token")


def _of_strong(words: list[str], at: int) -> Kind:
    behind = [word for word in words[at + 1 :] if word in _LOOSE]
    if behind and not set(behind) <= _ALSO_SECRET:
        return ""
    return "" if at and words[0] in _COUNTS else "secret"


def _of_last(words: list[str], single: Kind) -> Kind:  # noqa: PLR0911 - one line for each word
    last, before = words[-1], set(words[:-1])
    if last in ("id", "ids") and len(words) > 2:  # noqa: PLR2004 - access_key_id
        return "secret" if words[-2] == "key" and words[-3] in _KEYS - {"user", "client", "app", "session"} else ""
    if last in ("key", "keys"):
        qualified = bool(before) and words[-2] in _KEYS | _VENDORS
        return "secret" if qualified and not before & {"public", "num", "n", "primary", "foreign"} else ""
    if last == "token":
        if not before:
            return single
        return "token" if words[-2] in _TOKENS or not before & _ORDINARY_TOKENS else ""
    if last == "tokens":
        return "token" if before and words[-2] in _TOKENS - {"user", "id", "client", "service", "app", "upload"} else ""
    if last in ("auth", "cookie", "cookies", "authorization", "bearer", "dsn"):
        return single if last != "authorization" else "token"
    if last == "pat":
        return "token" if before & _VENDORS else ""
    if last == "pass":
        return "token" if before and words[-2] in _PASSES else ""
    return "shape" if last == "session" or words[-2:] == ["session", "id"] else ""


def hides(name: str, value: Any, *, table: bool = False) -> bool:
    """Return whether a value is hidden because of its name. What is missing, empty or a truth value never is."""
    if value is None or isinstance(value, bool) or (isinstance(value, str) and value in ("", HIDDEN)):
        return False
    kind = kind_of(name, table=table)
    if kind == "token":
        return not isinstance(value, int | float) and not (isinstance(value, str) and _is_special(value))
    if kind == "shape":
        return isinstance(value, str) and bool(_RANDOM.match(value))
    return kind == "secret"


def _is_special(value: str) -> bool:
    """Tell a token of a vocabulary: ``<pad>``, ``[CLS]``, ``</s>``."""
    return (value[0], value[-1]) in {("<", ">"), ("[", "]")}
