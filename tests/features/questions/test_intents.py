"""What people ask of Roadmate itself leads to the command that does it; what they ask of content does not."""

from __future__ import annotations

import pytest

from bot.app import COMMANDS, FEATURES
from bot.catalog.catalog import Catalog
from bot.catalog.ranking.stemming import stem
from bot.features.questions.rules.intent_table import INTENTS
from bot.features.questions.rules.intents import find_intent

# What is asked, and the first line for it; None where it is about content.
ASKED: tuple[tuple[str, str | None], ...] = (
    ("I want to learn kubernetes, where do I start", "roadmap next kubernetes"),
    ("why do you keep messaging me", "roadmate nudge"),
    ("how do I write a good dockerfile", None),
    ("what should I learn next", "roadmap next"),
    ("how many hours do I have", "log why"),
    ("who knows terraform", "roadmate who terraform"),
    ("how am I doing", "plan"),
    ("who is my mentor", "roadmate mentor"),
    ("remind me on tuesdays", "roadmate nudge tue 10:00"),
    ("how do I delete my data", "roadmate privacy"),
    ("stop writing to me", "roadmate nudge off"),
    ("who can help me with k8s networking", "roadmate who k8s networking"),
    ("what did I log this week", "log list week"),
    ("what's my streak", "roadmate goal"),
    ("set my goal to 3 hours a week", "roadmate goal 3h"),
    ("I'm stuck with terraform state", "roadmate stuck terraform state"),
    ("remind me fridays at 4pm", "roadmate nudge fri 16:00"),
    ("I'm on holiday next week", "roadmate away next week"),
    ("hide me from the leaderboard", "leaderboard hide"),
    ("can you export my hours", "roadmate export"),
    ("undo my last entry", "log undo"),
    ("find me a mentor", "roadmate mentor"),
    ("when is the next session", "roadmate sessions"),
    ("who's winning", "leaderboard"),
    ("what can you do", "roadmate help"),
    ("what can my mentor see", "roadmate seen-by-mentor"),
    ("who can see my hours", "roadmate privacy"),
    ("how is the team doing", "team"),
    ("how do I log yesterday's hours", "log help"),
    ("what level am I", "roadmate level"),
    ("when will I be finished with networking", "plan"),
    ("what have I achieved so far", "roadmate milestones"),
    ("is anything waiting for me", "roadmate waiting"),
    ("I logged the wrong hours", "log undo"),
    ("when is the next digest", "roadmate digest"),
    ("no more reminders please", "roadmate nudge off"),
    ("forget everything about me", "roadmate privacy"),
    ("I want to mentor someone", "roadmate named on"),
    ("who is my mentr", "roadmate mentor"),
    ("please stop sending me messages", "roadmate nudge off"),
    ("which topics should I study now?", "roadmap next"),
    ("is there anyone who knows docker", "roadmate who docker"),
    ("how much did I do this week?", "log list week"),
    ("how much did I do last week", "log list last week"),
    ("am i close to my goal", "roadmate goal"),
    ("can someone help me, im stuck with helm", "roadmate stuck helm"),
    ("delete everything in my namespace", None),
    ("nothing works today", None),
    ("how do I rotate secrets?", None),
    ("my bill is too high", None),
    ("how do I delete a docker volume", None),
    ("how do I undo a terraform apply", None),
    ("who can access my kubernetes cluster", None),
    ("how to hide my api keys", None),
    ("how do services find each other in a cluster", None),
    ("how do I send messages between services", None),
    ("where should I store passwords", None),
    ("see you in 2h", None),
    ("what is eventual consistency", None),
    ("my pods keep crashing", None),
    ("export metrics to prometheus", None),
    ("limit what an iam role can do", None),
    ("how do I set up a private network", None),
    ("who changed my security group", None),
    ("how do I track changes to infrastructure", None),
    ("how do I stop a ddos attack", None),
    ("turn off a feature without deploying", None),
    ("how can I log requests in nginx", None),
)


@pytest.mark.parametrize(("text", "line"), ASKED)
def test_a_question_leads_to_its_command(catalog: Catalog, text: str, line: str | None) -> None:
    names = frozenset(map(stem, catalog.search_index.correctable_words))
    asked = find_intent(text, catalog.content_index.postings, names)
    assert (asked.lines[0] if asked else None) == line


def test_every_line_begins_with_a_command_and_a_word_that_there_is() -> None:
    commands = {each.name for each in COMMANDS}
    words = {"milestones", *(word for feature in FEATURES for word in feature.words)}
    for intent in INTENTS:
        for line in intent.lines:
            name, _, rest = line.partition(" ")
            assert name in commands, line
            assert name != "roadmate" or rest.split()[0] in words, line
