"""What people ask about sessions, the leaderboard and the team."""

from __future__ import annotations

from typing import Final

from bot.features.questions.rules.intent import Intent, offer, run

ON_TEAM: Final[tuple[Intent, ...]] = (
    # sessions, team, boards
    run(
        "roadmate sessions",
        "what next session|talk|workshop|meetup about|is|on !data !sticky",
        "what|whats next session|talk|workshop|meetup !data !sticky",
        "when|what|which|show|any|next session|meetup|talk|workshop|meeting|event !data !sticky",
        "upcoming|coming|planned session|talk|workshop|meetup|event",
        "join|attend session|talk|workshop|meetup",
        "is|are|any there|coming|planned session|talk|workshop|meetup !data",
        "sign|register|where session|talk|workshop|meetup !data !store !keep !sticky",
        "anything on|week talk|workshop|session",
        is_own=True,
    ),
    offer(
        "📅 This opens a form for your session:",
        ("roadmate session",),
        "i want|can|could|would|like|how hold|give|host|plan|do|run|organize|offer|announce session|"
        "talk|workshop|meetup",
        "plan|host|hosting|organize|schedule|announce|hold|set|run|give a session|talk|workshop|meetup",
    ),
    run(
        "leaderboard",
        "who win|lead|most|top|ahead !know !good !can !leader",
        "show|see|where|what leaderboard|ranking|board",
        "how i compare|rank people|everyone|team",
        "how i rank|ranked",
        "where|what i|my|me board|leaderboard|place|rank|position",
        "where am i on|in the board|leaderboard|ranking",
        "who learn|log|has|have|did most",
        "what|my|where rank|place|position i|my|me",
        is_own=True,
    ),
    run(
        "leaderboard help",
        "how people|we|everyone ranked|rank",
        "what|how leaderboard|ranking based|mean|numbers",
        "how|what|why|number leaderboard|ranking|points work|count|calculate|calculated|mean",
        is_own=True,
    ),
    offer(
        "This takes you off the leaderboard. Your hours stay as they are:",
        ("leaderboard hide",),
        "hide|remove|take|off|dont|without|not|no me|my|i leaderboard|board|ranking|rank",
        "hide me",
        "remove|removed|take|delete name|me|i|my off|from leaderboard|ranking|board",
        "not|off|stop|remove|out|hide|without|dont on|off|from|of|the leaderboard|ranking|board !see",
        "dont|not people see my|me|hour leaderboard|board|ranking",
        "dont want|show seen|see|shown|appear|other|people|board|leaderboard",
        is_own=True,
    ),
    run(
        "team",
        "how team|everyone|everybody|group|we|us do|doing|progress|going|far",
        "who behind|quiet|inactive|need|struggle !help",
        "show|see team|everyone",
        "who|anyone|anybody|everyone team|behind|quiet behind|quiet|inactive",
        "who behind",
        "which|who people|my behind",
        "what|whats team up|doing",
        "who hasnt|havent|didnt|not log|logged|learn",
        "how my|our|the people|team doing|do",
        "team progress|doing make|making|is|how",
        "how my|the team",
        is_own=True,
    ),
    run("plan team", "team plan", "our plan", "what team|we learn|learning|work|plan !own", is_own=True),
    run(
        "roadmate waiting",
        "what|which|is|anything wait|pending|open me|my|for|sign|review|confirm",
        "what do|must i|have sign|review|approve|confirm",
        "who wait|waiting me|for",
        "my hand-in|submission|review",
        "what|whats|anything pending",
        "anything|something|what i|me|my sign|review|approve|confirm|check",
        "what|anything pending|open|waiting my|me|i",
        "i hold|holding|block|blocking|keep anyone|anybody|someone|people up|waiting",
        "anyone|mentor|someone|did|has submission|assignment looked|see|back|answer|reviewed|review|get",
        "waiting on|for me",
        "any|are|is submission|assignment me|my check|review|sign|waiting",
        "what i need|supposed|must sign|review|check",
        "did|has mentor sign|answer|reply|review",
        is_own=True,
    ),
    run(
        "roadmate digest",
        "when|what|next|show|where digest|summary|newsletter|report weekly|is|next|come|the|in|monday",
        is_own=True,
    ),
)
