"""What keys and tokens of known vendors look like: detect-secrets' patterns, and those that it has not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_FORMS = (
    r"hf_(?:[A-Za-z0-9]{20,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{12,})",
    r"api_org_[A-Za-z0-9]{20,}",
    r"gh[pousr]_[A-Za-z0-9]{16,}", r"github_pat_[A-Za-z0-9_]{16,}",
    r"gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-[\w-]{16,}", r"GR1348941[\w-]{16,}",
    r"xox[a-z](?:\.xox[a-z])?-[\w-]{10,}", r"xapp-[\w-]{10,}",
    r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|A3T[A-Z0-9])[A-Z0-9]{12,}(?![a-z])",
    r"AIza[\w-]{30,}", r"ya29\.[\w-]{20,}", r"GOCSPX-[\w-]{16,}", r"1//0[\w-]{30,}",
    r"sk-(?:ant|proj|svcacct|or|admin|lf)-[\w-]{10,}", r"sk-(?=[A-Za-z_]*\d)\w{16,}",
    r"(?:sk|rk|pk|whsec)_(?:live|test)_\w{10,}", r"whsec_[A-Za-z0-9+/=]{16,}",
    r"npm_[A-Za-z0-9]{16,}", r"pypi-Ag[\w-]{16,}", r"pypi-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{16,}",
    r"dapi(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}(?:-\d)?", r"nvapi-[\w-]{16,}", r"r8_(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}",
    r"lsv2_[a-z]{2}_\w{16,}", r"ls__[A-Za-z0-9]{16,}", r"wandb_v1_\w{16,}", r"gsk_[A-Za-z0-9]{20,}",
    r"xai-[A-Za-z0-9]{20,}", r"pplx-[A-Za-z0-9]{20,}", r"tgp_v1_[\w-]{20,}", r"fw_[A-Za-z0-9]{20,}", r"pcsk_\w{20,}",
    r"jina_\w{20,}", r"voyage-(?=\w*\d)\w{30,}", r"shp(?:at|ss|ca|pa)_[A-Za-z0-9]{16,}",
    r"sq0(?:atp|csp)-[\w\\-]{16,}", r"SG\.[\w-]{16,}\.[\w-]{16,}", r"dop_v1_[A-Za-z0-9]{16,}", r"doo_v1_\w{16,}",
    r"hv[sbr]\.[\w-]{20,}", r"dckr_(?:pat|oat)_[\w-]{16,}", r"glsa_\w{20,}", r"glc_[\w+/=-]{20,}",
    r"sntry[su]_[\w+/=-]{20,}", r"ATATT3[\w=-]{20,}", r"ATCTT3[\w=-]{20,}", r"ATBB[A-Za-z0-9]{24,}",
    r"lin_api_[A-Za-z0-9]{16,}", r"figd_[\w-]{20,}", r"ntn_[A-Za-z0-9]{20,}", r"secret_[A-Za-z0-9]{32,}",
    r"tskey-[\w-]{16,}", r"PMAK-[\w-]{16,}", r"rubygems_[a-f0-9]{16,}", r"oy2[a-z0-9]{43}", r"CLOJARS_[a-z0-9]{30,}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{20,}", r"EAA(?=[A-Za-z]*\d)[A-Za-z0-9]{60,}", r"(?:AC|SK)[0-9a-f]{32}(?![0-9a-f])",
 r"\d{8,10}:AA[\w-]{30,}", r"key-[0-9a-f]{32}(?![0-9a-f])",
    r"[0-9a-f]{32}-us\d{1,2}(?!\d)", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{30,}",
    r"NRAK-[A-Z0-9]{20,}", r"AKC(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}", r"ops_eyJ[\w-]{40,}",
    r"ddog_\w{20,}", r"sbp_[a-f0-9]{30,}", r"pscale_\w+_[\w-]{20,}", r"fo1_[\w-]{30,}", r"FlyV1\s\S{30,}",
    r"eyJ[\w-]{6,}\.[\w=-]{4,}(?:\.[\w+/=-]*)?", r"eyJhcGlf[\w+/=-]{20,}",
)  # fmt: skip
_TOKEN = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_FORMS)})")
_HOOKS = re.compile(
    r"(?i)(https://(?:hooks\.slack\.com|(?:ptb\.|canary\.)?discord(?:app)?\.com/api|[\w.-]+\.webhook\.office\.com|"
    r"chat\.googleapis\.com)/)([\w/?=&%.@-]{16,})"
)
_WANDB = re.compile(r"(?i)(wandb(?:[\s:=\"']+|\W.{0,24}?(?:log[ _]?in|key|api|relogin)\W.{0,24}?))([0-9a-f]{40})\b")
_RUN = re.compile(r"[\w+/=.-]{20,}")
_DIGITS = re.compile(r"\d")

HINTS = (
    "hf_", "api_org_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glft-", "glsoat-",
    "glrt-", "glcbt-", "glimt-", "glptt-", "glagent-", "gloas-", "GR1348941", "xox", "xapp-", "AKIA", "ASIA", "ABIA",
    "ACCA", "AROA", "AIDA", "A3T", "AIza", "ya29.", "GOCSPX-", "1//0", "sk-", "_live_", "_test_", "whsec_", "npm_",
    "pypi-", "dapi", "nvapi-", "r8_", "lsv2_", "ls__", "wandb_v1_", "gsk_", "xai-", "pplx-", "tgp_v1_", "fw_", "pcsk_",
    "jina_", "voyage-", "shpat_", "shpss_", "shpca_", "shppa_", "sq0", "SG.", "dop_v1_", "doo_v1_", "hvs.", "hvb.",
    "hvr.", "dckr_", "glsa_", "glc_", "sntry", "ATATT3", "ATCTT3", "ATBB", "lin_api_", "figd_", "ntn_", "secret_",
    "tskey-", "PMAK-", "rubygems_", "oy2", "CLOJARS_", "AGE-SECRET", "EAA", "AC", "SK", ":AA", "key-", "-us",
    ".atlasv1.", "NRAK-", "AKC", "ops_eyJ", "ddog_", "sbp_", "pscale_", "fo1_", "FlyV1", "eyJ", "hooks.slack",
    "webhook", "chat.googleapis", "andb", "ANDB", "AccountKey", "cloudant", "softlayer", "_authToken",
)  # fmt: skip
"""Parts of texts without one of which no pattern here holds (but for Discord's)."""
_DISCORD = re.compile(r"(?<![A-Za-z0-9])[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,}")
_GROUPS = tuple(
    (mark, tuple(hint for hint in HINTS if mark in hint and not any(other in hint for other in before)))
    for mark, before in (("_", ""), ("-", "_"), (".", "_-"), ("A", "_-."), ("", "_-.A"))
)
"""Hints by a character that they have: where it is in no text, none of them is looked for."""
_LIBRARY_HINTS = ("akc", "aws", "accountkey", "cloudant", "clou", "softlayer", "ibm", "cos", "_authtoken", "sk-")


def hints_in(text: str) -> list[str]:
    """Return the hints that a text holds."""
    return [hint for mark, hints in _GROUPS if mark in text for hint in hints if hint in text]


def without_tokens(text: str, low: str, hints: Sequence[str], hidden: str) -> tuple[str, int]:
    """Return a text without keys and tokens, and how many there were.

    ``low`` are its small letters, and ``hints`` what ``hints_in`` found.
    """
    found = 0
    if hints:
        for pattern, made in ((_TOKEN, hidden), (_HOOKS, rf"\1{hidden}"), (_WANDB, rf"\1{hidden}")):
            text, count = pattern.subn(made, text)
            found += count
    if text.count(".") > 1:
        text, count = _DISCORD.subn(hidden, text)
        found += count
    if any(hint in low for hint in _LIBRARY_HINTS) and any(_DIGITS.search(run) for run in _RUN.findall(text)):
        return _of_library(text, hidden, found)
    return text, found


def _of_library(text: str, hidden: str, found: int) -> tuple[str, int]:
    for pattern in library_patterns():
        for match in list(pattern.finditer(text)):
            secret = next((group for group in match.groups() if group), "") or match[0].strip("\"'=: \n")
            if len(secret) > 7 and secret in text:  # noqa: PLR2004 - a key has more characters
                text = text.replace(secret, hidden)
                found += 1
    return text, found


@cache
def library_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of detect-secrets, without its guesses (addresses of machines, bare words) and filters."""
    from detect_secrets.plugins import (
        artifactory,
        aws,
        azure_storage_key,
        cloudant,
        github_token,
        gitlab_token,
        ibm_cloud_iam,
        ibm_cos_hmac,
        mailchimp,
        npm,
        openai,
        pypi_token,
        sendgrid,
        slack,
        softlayer,
        square_oauth,
        stripe,
        telegram_token,
        twilio,
    )

    detectors = (
        artifactory.ArtifactoryDetector, aws.AWSKeyDetector, azure_storage_key.AzureStorageKeyDetector,
        cloudant.CloudantDetector, github_token.GitHubTokenDetector, gitlab_token.GitLabTokenDetector,
        ibm_cloud_iam.IbmCloudIamDetector, ibm_cos_hmac.IbmCosHmacDetector, mailchimp.MailchimpDetector,
        npm.NpmDetector, openai.OpenAIDetector, pypi_token.PypiTokenDetector, sendgrid.SendGridDetector,
        slack.SlackDetector, softlayer.SoftlayerDetector, square_oauth.SquareOAuthDetector, stripe.StripeDetector,
        telegram_token.TelegramBotTokenDetector, twilio.TwilioKeyDetector,
    )  # fmt: skip
    patterns = [pattern for detector in detectors for pattern in detector().denylist]
    return tuple(pattern for pattern in patterns if "AP[" not in pattern.pattern)  # any word after AP
