"""What people ask for in plain words, and the line of a command that does it.

A form is a row of words that all have to be said, in any order and any form of the word; alternatives are between
bars, and what begins with `!` may not be said. The first intent with the longest form that fits is the one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that people ask for.

    `lines` are those of commands: the first is run where the intent only reads, each is a button where it `changes`
    something, under `offer`. What is left of the question goes where `…` is in a line; a line with `…` fits only
    where something is left.
    """

    lines: tuple[str, ...]
    forms: tuple[str, ...]
    offer: str = ""
    is_own: bool = False
    """Whether it is about the person or Roadmate alone: a question that names content besides is about that."""

    @property
    def changes(self) -> bool:
        """Return whether it is offered and not run."""
        return bool(self.offer)

    @property
    def takes_rest(self) -> bool:
        """Return whether a part of the question goes into the line."""
        return "…" in self.lines[0]


def _run(line: str, *forms: str, is_own: bool = False) -> Intent:
    return Intent((line,), forms, is_own=is_own)


def _offer(text: str, lines: tuple[str, ...], *forms: str, is_own: bool = False) -> Intent:
    return Intent(lines, forms, text, is_own)


INTENTS: Final[tuple[Intent, ...]] = (
    # what next
    _run(
        "roadmap next",
        "what|which next|now learn|study|do|topic|start|read|focus|begin",
        "what|which|where should i|we|one learn|study|start|begin|focus|read",
        "recommend|suggest me|something|topic|anything",
        "what do|work next|today",
        "i do|learn|study|work next",
        "next step|topic",
        "dont know what learn|study|start|do",
        "where begin|start i|me|my|learn",
        "bored|something new",
    ),
    # one's own hours
    _offer(
        "↩️ Want to take back or change hours that you logged?",
        ("log undo", "log edit", "log delete"),
        "undo|revert|cancel|delete|remove|change|edit|correct|fix|wrong|mistake|accident|typo|take|twice "
        "log|hour|entry|last|logged|yesterday|time !goal !reminder",
        "i log|logged|entered wrong|mistake|twice|much|double !how !this !today",
        "undo|revert|delete|remove|change|edit|correct|fix my|the|last|that|this entry|hour|log|logging",
        "oops|made a mistake",
    ),
    _offer(
        "That's fine, and nothing was logged. For the next free half hour:",
        ("roadmap next",),
        "i|we|havent|have learn|study|do|log|manage|practice nothing",
        "didnt|havent|couldnt|not learn|study|log|practice anything|much|today|yet",
        "nothing learned|to log|today|new",
        "no time learn|study|today|week",
        is_own=True,
    ),
    _run(
        "log why",
        "how many|much hour|time|learn|log|study i|my|me|ive !team",
        "how many|much did|have i do|learn|log|study !team",
        "total|sum|count my|i hour|time|learn",
        "where my|these hour come from",
        "my|i hour total|sum|all|together",
    ),
    _run("log list last week", "how many|much|what hour|time|learn|log|study|do|did i|my|me|ive last week"),
    _run(
        "log list week",
        "what|show|which did|do|have|my|list|everything i|me|my log|learn|entry|hour|studi|record this week",
        "how many|much hour|time|learn|log|study|do|have i|my|me|ive this week",
        "how many|much hour|time|learn|log|study|do i|my|me|ive today|yesterday",
        "my week",
    ),
    _run(
        "log list",
        "what|show|which|where|list|see did|do|have|my|all i|me|my log|entry|hour|record|history",
        "my last|recent|latest entry|log|hour",
        "log|hour history",
    ),
    _run(
        "roadmate goal",
        "what|show|how|where|see my goal|target !change !set",
        "my streak",
        "how long streak",
        "how far|close|much|many goal",
        "am|are|is|will i|my|me|we goal|target !change !set",
        "close|near|far|left|miss|missing|until|reach i|my|me goal|target",
        "did|do|have|will|am|is i|my reach|meet|met|hit|made|track goal",
    ),
    _offer(
        "🎯 Want to set your own weekly goal?",
        ("roadmate goal …",),
        "set|change|raise|lower|make|increase|reduce|update|want goal my|to|a|new|weekly",
        "my goal should|is be",
        "want|plan|try|like to learn|study|do a|per|each|every week hour|minute",
    ),
    # how it goes
    _run(
        "plan",
        "how am|do i do|doing|progress|going|far",
        "how my|i learning|progress|plan|going|go|far",
        "show|what|where|see my progress|plan|status|dashboard|assignment|task|homework|area",
        "am i on track|behind|late|good|fast|slow",
        "how far am|have i|come|along",
        "how long|when|much until|will|left|take|finish|still finish|done|complete|through i|me|my !goal !target",
        "when will i finish|done|ready",
        "what|which assignment|task|homework|exercise i|me|my|do|next|open|left",
        "what left|remain|missing for|me|my|plan|do",
    ),
    _run(
        "roadmate milestones",
        "my milestone|achievement|success|badge|trophy|win",
        "what have i achieve|reach|accomplish|complete",
        "what i achieve|accomplish",
    ),
    _run(
        "roadmate level",
        "what|which|my|show|see level|skill my|i",
        "how good am i",
        "my|am i beginner|expert|advanced level",
    ),
    # people
    _run(
        "roadmate who …",
        "who know|understand",
        "who expert|good|best|experienced|skilled|experience|specialist !my",
        "who can|could|may|might|would help|answer|explain|teach|show",
        "who can|could|should|do i ask|talk",
        "anyone|anybody|someone|somebody|who know|help|expert|explain|teach",
        "who to ask|talk",
        "find|need expert|help|somebody|someone with|on|for|in|about !me",
        "who has|have knowledge|experience|idea|clue",
        "who learn|study",
    ),
    _run(
        "roadmate mentor",
        "who|is my|me mentor|coach|buddy",
        "find|get|need|want|have|like|find|looking mentor|coach|buddy a|me|my|i|any",
        "do i have mentor",
        "change|another|new|different mentor",
        "how mentor work|get|find",
        "who mentor me",
    ),
    _run("roadmate mentees", "who|show|list my|do|am i mentee|mentor|mentoring !me !my", "my mentee"),
    _offer(
        "👋 Thanks for helping. This lists you as someone to ask, and as a possible mentor:",
        ("roadmate named on",),
        "i want|can|could|would|like mentor|teach|help somebody|others|people|someone|colleague|others|be",
        "how become|be mentor",
        "want|like be mentor",
    ),
    _offer(
        "🆘 This tells your mentor what you're stuck on, and shows who knows it:",
        ("roadmate stuck …",),
        "stuck|blocked|struggl|lost i|im|am|me",
        "stuck|blocked with|on|in|at",
        "help|please i|im|me|my stuck|blocked|struggl|lost",
        "anyone|anybody|someone|somebody help me|i|im|with stuck|blocked|struggl|lost",
        "cant|dont|couldnt understand|get|figure|manage i|work",
        "i need help with|on",
    ),
    _run(
        "roadmate seen-by-mentor",
        "what|which|how can|does|do mentor see|know|look|read",
        "my mentor see|know|look",
        is_own=True,
    ),
    # sessions, team, boards
    _run(
        "roadmate sessions",
        "when|where|what|which|show|any|next session|meetup|talk|workshop|meeting|event",
        "upcoming|coming|planned session|talk|workshop|meetup|event",
        "join|attend session|talk|workshop|meetup",
        is_own=True,
    ),
    _offer(
        "📅 This opens a form for your session:",
        ("roadmate session",),
        "i want|can|could|would|like|how hold|give|host|plan|do|run|organize|offer|announce session|"
        "talk|workshop|meetup",
        "plan|host|organize|schedule|announce|hold a session|talk|workshop|meetup",
    ),
    _run(
        "leaderboard",
        "who win|first|lead|most|best|top|ahead !know !good",
        "show|see|where|what leaderboard|ranking|board",
        "who learn|log|has|have|did most",
        "what|my|where rank|place|position i|my|me",
    ),
    _run("leaderboard help", "how|what|why leaderboard|ranking work|count|calculate|mean"),
    _offer(
        "This takes you off the leaderboard. Your hours stay as they are:",
        ("leaderboard hide",),
        "hide|remove|take|off|dont|without|not|no me|my|i leaderboard|board|ranking|rank",
        "hide me",
        "dont want|show seen|see|shown|appear|other|people|board|leaderboard",
        is_own=True,
    ),
    _run(
        "team",
        "how team|everyone|everybody|group|we|us do|doing|progress|going|far",
        "who behind|quiet|inactive|need|struggle !help",
        "show|see team|everyone",
        "how my|the team",
    ),
    _run("plan team", "team plan", "our plan", "what team|we learn|plan|work"),
    _run(
        "roadmate waiting",
        "what|which|is|anything wait|pending|open me|my|for|sign|review|confirm",
        "what do|must i|have sign|review|approve|confirm",
        "who wait|waiting me|for",
        "my hand-in|submission|review",
        "did|has mentor sign|answer|reply|review",
        is_own=True,
    ),
    _run("roadmate digest", "when|what|next|show digest|summary|newsletter|report weekly|is|next|come|the|in|monday"),
    # reminders
    _offer(
        "Want fewer messages from me? This stops the weekly nudge. I'll still answer whenever you write:",
        ("roadmate nudge off", "roadmate nudge"),
        "stop|no|dont|quit|end|without|disable|enough|fewer|less|never|turn write|writing|remind|"
        "reminder|message|nudge|notify|"
        "notification|ping|bother|annoy|dm|email|send|letter|spam|contact",
        "leave me alone",
        "unsubscribe",
        "you write|remind|message too much|often|many",
        "shut up",
        "mute you|bot|reminder|nudge|it",
        is_own=True,
    ),
    _offer(
        "⏳ I can nudge you once a week, when you're below your goal. Choose your day and time:",
        ("roadmate nudge …",),
        "remind|nudge|ping me|us|every|each|on|at|when|in",
        "change|move|set|when|other|different|another reminder|nudge|day|time|hour reminder|nudge",
        "remind|nudge monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|"
        "wednesdays|thursdays|fridays",
    ),
    _run(
        "roadmate nudge",
        "when|why|will|how you|i|me|my remind|nudge|reminder",
        "when|why|how you message|write|ping|contact me|us",
        "my reminder|nudge",
    ),
    _offer(
        "📅 Want to plan time off? I won't nudge you then, and your streak is safe:",
        ("roadmate away …",),
        "im|am|i|be|ill|will|going on|away|in|off vacation|holiday|leave|pto|away|sick|ill|travel",
        "vacation|holiday|away|off|sick until|till|from|next|this|tomorrow|for|week",
        "taking|take|have time|week|day|some off",
        "how vacation|holiday|away|sick",
    ),
    # data
    _run(
        "roadmate privacy",
        "who|what can|could|do|does|everyone|people see|read|access|know my|me|i|hour|entry|data|about",
        "privacy|private|secret|visible|anonymous my|is|are|this|hour|data|who|it",
        "what|which|how data|information|info keep|store|save|know|collect|about me|my|you|i",
        "where my data",
        "what|which|why|how you|roadmate|bot keep|store|save|know|collect|remember me|my|about",
        "do you spy|track|share|sell",
        is_own=True,
    ),
    _offer(
        "This shows what I keep about you, and deletes all of it if you want (it asks first):",
        ("roadmate privacy", "roadmate forget me"),
        "delete|remove|erase|forget|wipe|clear|drop my|me|all|everything data|account|me|everything|"
        "information|profile|trace",
        "forget me|my|about",
        "delete|remove|erase me",
        "delete|erase|wipe all|everything",
        "how leave|quit|unregister roadmate|you|this|program",
        is_own=True,
    ),
    _offer(
        "This sends you all that I keep about you, as CSV and JSON:",
        ("roadmate export",),
        "export|download|copy|csv|spreadsheet|excel|file|backup|get my|hour|data|entry|all",
        is_own=True,
    ),
    # how to use it
    _run(
        "log help",
        "how log|record|enter|track|add|write|report|submit|register hour|time|entry|minute|learning|"
        "studi|yesterday|work",
        "how do|can i log|track",
        "can i log|add|enter hour|time|yesterday|past|earlier",
        "where log|enter|add|record hour|time",
    ),
    _offer(
        "🎯 Tick it off, or hand it in to your mentor, on its page in your plan:",
        ("plan",),
        "i|ive|have|am|im|just finish|complete|done|submit|hand assignment|task|exercise|project|homework",
        "how hand|submit|tick|complete|finish assignment|task|exercise|work|homework",
        "hand in|submit",
    ),
    _run(
        "roadmate settings",
        "change|where|which|show|see|what|set setting|channel|config|configuration|timezone|zone|workspace|option",
        "my|change|wrong timezone|zone",
        is_own=True,
    ),
    _run(
        "roadmate help",
        "what can|do|are you|this|it|roadmate|bot able|do|good|for",
        "what can you|i|roadmate do|use|ask",
        "how does|do|to you|this|it|roadmate|bot work|use|help",
        "who|what are|is you|roadmate|bot|this",
        "what command|commands|option",
        "which command",
        "help me !with !on !who",
        "im|am|i new|first here|time|day|started",
        "how start|begin|started",
    ),
)
