"""Which links can be kept for others, and which spellings are one page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.link_rules import MAX_LENGTH, LinkProblem, find_problem, page_key, short_address

WORDS = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)


@pytest.mark.parametrize(
    "link",
    [
        "https://docs.docker.com/get-started/#volumes",
        "http://wiki/runbooks/vpc",
        "https://wiki.corp.internal:8443/x?page=2",
        "https://10.1.2.3/runbook",
        "https://acme.slack.com/archives/C0LEARNING/p1764000000000100",
        "https://docs.google.com/document/d/1a2b3c/edit?usp=sharing",
        "https://example.com/how-tokens-work?q=tokens&topic=passwords",
        "https://example.com/a?token=",
        "https://example.com/aws/secrets-manager",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10",
    ],
)
def test_what_colleagues_can_open_is_kept(link: str) -> None:
    assert find_problem(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "https://ben:hunter2@example.com/",
        "https://ben@example.com/",
        "https://example.com/a?token=abc",
        "https://example.com/a?page=1&ACCESS_TOKEN=abc",
        "https://example.com/a?api-key=abc",
        "https://example.com/a?x=1#access_token=abc",
        "https://example.com/#/login?password=abc",
        "https://s3.example.com/a?X-Amz-Signature=abc&X-Amz-Date=1",
        "https://acme.blob.example.net/a?sv=2024&sig=abc",
        "https://example.com/zoom?pwd=abc",
        "https://example.com/cb?code=abc&state=x",
        "https://example.com/?q=AKIAIOSFODNN7EXAMPLE",
        "https://example.com/ghp_abcdefghijklmnopqrst/a",
        "https://example.com/?x=eyJhbGciOiJI.eyJzdWIiOiIx",
        "https://example.com/?next=https%3A%2F%2Fben%3Ahunter2%40example.org",
        "https://example.com/a;jsessionid=12AB",
        "https://hooks.slack.com/services/T0/B0/abc",
    ],
)
def test_what_opens_a_door_is_not(link: str) -> None:
    assert find_problem(link) is LinkProblem.GIVES_ACCESS


@pytest.mark.parametrize(
    "link",
    ["http://localhost:3000/", "http://127.0.0.1/x", "http://[::1]/", "https://acme.slack.com/archives/D0ANA/p1"],
)
def test_what_one_person_alone_can_open_is_not(link: str) -> None:
    assert find_problem(link) is LinkProblem.ONE_PERSONS


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/a",
        "https://",
        "https://[::1",
        "https://example.com:x/",
        "https://example.com/a|<!channel>",
        "https://example.com/a b",
        "https://example.com/a\u202etxt.exe",
        f"https://example.com/{'a' * MAX_LENGTH}",
    ],
)
def test_what_is_no_page_is_not(link: str) -> None:
    assert find_problem(link) is LinkProblem.NO_PAGE


@given(
    name=st.sampled_from(["token", "Access_Token", "client-secret", "apikey", "X-Amz-Signature", "pwd"]), value=WORDS
)
def test_a_secret_is_found_wherever_it_stands(name: str, value: str) -> None:
    pair = f"{name}={value}"
    for link in (f"?{pair}", f"?a=1&{pair}&b=2", f"#{pair}", f"#/x?{pair}", f"?{quote(name)}={quote(value)}"):
        assert find_problem(f"https://example.com/a{link}") is LinkProblem.GIVES_ACCESS


@given(host=WORDS.filter(lambda each: each.strip("-") == each), path=st.lists(WORDS, max_size=3), names=st.sets(WORDS))
def test_spellings_of_one_page_have_one_key(host: str, path: list[str], names: set[str]) -> None:
    place, query = "/".join((f"{host}.example.com", *path)), [f"{each}=1" for each in names]
    key = page_key(f"https://{place}?{'&'.join(query)}")
    spelled = (
        f"http://{place}?{'&'.join(query[::-1])}",
        f"HTTPS://WWW.{host.upper()}.Example.com:443/{'/'.join(path)}/?{'&'.join(query)}",
        f"https://{place}?{'&'.join([*query, 'utm_source=feed', 'fbclid=x'])}#",
    )
    assert {page_key(each) for each in spelled} == {key}
    assert page_key(f"https://{place}/other?{'&'.join(query)}") != key
    assert page_key(f"https://{place}?{'&'.join([*query, 'page=2'])}") != key


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://www.youtube.com/watch?v=abc&utm_source=x", "youtube.com/watch?v=abc"),
        ("https://example.com/", "example.com"),
        ("https://example.com/a/?utm_source=x#part", "example.com/a"),
        ("http://wiki:8080/x#part?y", "wiki:8080/x"),
    ],
)
def test_an_address_reads_short(link: str, shown: str) -> None:
    assert short_address(link) == shown


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(page_key(f"https://{text}"), str)
    assert find_problem(text) in {None, *LinkProblem}
