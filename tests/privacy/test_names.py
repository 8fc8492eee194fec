"""Names that say that a value is a secret, and the many that only sound so."""

from __future__ import annotations

import pytest

from reportgen.privacy.names import HIDDEN, hides, kind_of

SECRET = """
    api_key apiKey API_KEY api-key apikey openai_api_key WANDB_API_KEY wandbApiKey OPENAI_KEY stripe_key access_key
    aws_access_key_id AWS_SECRET_ACCESS_KEY secret client_secret clientSecret SECRET_KEY secret_id secrets password
    passwd pwd db_password MYSQL_PASSWORD password_hash passphrase credentials gcp_credentials private_key
    privateKeyPem ssh_private_key encryption_key signing_key account_key subscription_key session_key webhook_secret
    secretKey access-key PHPSESSID connection_string conn_str password_prod api_key_2 keystore_password app_key
    deploy_key license_key dbPassword x-api-key accesskey secretkey
""".split()  # noqa: SIM905
TOKENS = """
    token HF_TOKEN hf_token huggingface_token HUGGINGFACE_TOKEN github_token GITHUB_TOKEN access_token accessToken
    refresh_token auth_token bearer_token id_token apiToken slack_bot_token hub_token mycorp_token token_value
    wandb_token csrf_token session_token auth authorization cookie cookies api_tokens github_pat smtp_pass sentry_dsn
    hftoken authtoken basic_auth http_auth
""".split()  # noqa: SIM905
ORDINARY = """
    max_tokens n_tokens num_tokens tokens tokens_per_second tokenizer tokenizer_name num_key_value_heads key keys
    keypoints author authors token_embedding token_type token_type_ids pad_token eos_token eos_token_id bos_token
    cls_token sep_token mask_token unk_token image_token image_token_id decoder_start_token_id secretary
    password_strength_auc password_length num_passwords token_loss token_accuracy valid_token sort_key primary_key
    public_key metric_key key_dim query_key_value session_count pass pass_at_1 passes compass bypass_rate
    authentic_score keyboard monkey turkey hockey donkey key_frames tokenized detokenizer n_token max_token
    special_tokens additional_special_tokens trigger_token placeholder_token encryption compass_heading
    secret_santa_rate
    tokens_seen auth_method auth_type credential_leak_detection_f1 credit accessibility private private_ratio
    access shared shared_embedding masterful api api_url api_version pattern patience pathology dispatch
    tokenization prefix_token target_token per_token_loss next_token next_token_loss top_token basket cookie_cutter_dim
""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", SECRET)
def test_secrets_are_known_in_any_spelling(name):
    assert kind_of(name) == "secret"
    assert hides(name, "x")
    assert hides(name, ["a", "b"])
    assert hides(name, {"a": "b"})
    assert not hides(name, None)
    assert not hides(name, "")
    assert not hides(name, value=True)
    assert not hides(name, HIDDEN)


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_hide_texts_and_no_numbers(name):
    assert hides(name, "MARKx")
    assert not hides(name, 50256)
    assert not hides(name, 0.5)
    assert not hides(name, "<pad>")


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_names_hide_nothing(name):
    assert not hides(name, "x")
    assert not hides(name, 4096)
    assert not hides(name, 0.25)


def test_numbers_under_a_password_are_hidden():
    assert hides("password", 12345678)
    assert hides("pin_secret", 1234)


@pytest.mark.parametrize("word", ["the", "##ing", "cat", "2023", "3rd", "▁world", "naïve", "A"])
def test_a_column_of_tokens_of_a_text_is_shown(word):
    assert not hides("token", word, table=True)


def test_a_column_of_tokens_that_look_random_is_hidden():
    assert hides("token", "a8Kd03kdPq91xZ", table=True)
    assert hides("session_id", "a8Kd03kdPq91xZ", table=True)
    assert not hides("session", "subject 3, morning", table=True)
