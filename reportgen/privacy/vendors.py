"""What keys and tokens of known vendors look like: detect-secrets' patterns, and those that it has not."""

from __future__ import annotations

import re
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
    r"[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,}", r"\d{8,10}:AA[\w-]{30,}", r"key-[0-9a-f]{32}(?![0-9a-f])",
    r"[0-9a-f]{32}-us\d{1,2}(?!\d)", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{30,}", r"lt_[A-Za-z0-9]{30,}",
    r"NRAK-[A-Z0-9]{20,}", r"AKC(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}", r"sl\.[\w-]{60,}", r"ops_eyJ[\w-]{40,}",
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
    "hf_", "api_org_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "gl", "gr1348941", "xox", "xapp-", "akia",
    "asia", "abia", "acca", "aroa", "aida", "a3t", "aiza", "ya29.", "gocspx-", "1//0", "sk-", "_live_", "_test_",
    "whsec_", "npm_", "pypi-", "dapi", "nvapi-", "r8_", "lsv2_", "ls__", "_v1_", "gsk_", "xai-", "pplx-", "fw_",
    "pcsk_", "jina_", "voyage-", "shp", "sq0", "sg.", "hvs.", "hvb.", "hvr.", "dckr_", "glc_", "sntry", "atatt3",
    "atctt3", "atbb", "lin_api_", "figd_", "ntn_", "secret_", "tskey-", "pmak-", "rubygems_", "oy2", "clojars_",
    "age-secret", "eaa", "-us", ".atlasv1.", "lt_", "nrak-", "akc", "sl.", "ops_", "ddog_", "sbp_", "pscale_", "fo1_",
    "flyv1", "eyj", "hooks.", "webhook", "chat.googleapis", "wandb", "key-", ":aa",
)  # fmt: skip
"""Parts of texts, in small letters, without which no pattern here holds (but for those with no letters in common)."""
_FREE = re.compile(r"(?<![A-Za-z0-9])(?:(?:AC|SK)[0-9a-f]{32}|[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.)")
_LIBRARY_HINTS = ("akc", "aws", "accountkey", "cloudant", "clou", "softlayer", "ibm", "cos", "_authtoken", "sk-")


def without_tokens(text: str, low: str, hidden: str) -> tuple[str, int]:
    """Return a text, whose small letters are ``low``, without keys and tokens, and how many there were."""
    found = 0
    if any(hint in low for hint in HINTS) or _FREE.search(text):
        text, count = _TOKEN.subn(hidden, text)
        found += count
        text, count = _HOOKS.subn(rf"\1{hidden}", text)
        found += count
        text, count = _WANDB.subn(rf"\1{hidden}", text)
        found += count
    if any(hint in low for hint in _LIBRARY_HINTS) and any(_DIGITS.search(run) for run in _RUN.findall(text)):
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
