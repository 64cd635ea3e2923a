"""Every command, button, form, field and shortcut, tried by everybody: what each may do, and what each gets to see.

A door without a row in the table fails here. Whatever the row says, nobody but those who may see him is shown
anything of Ben's, in an answer or in a letter, and nobody at all what Chidi has noted for himself; and what is refused
changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from bot.app import FEATURES
from bot.dispatch.commands import COMMANDS
from tests.roles.stage import Stage

HERE: Final = frozenset({"ben", "chidi", "olu", "eva", "priya", "ana", "rui", "mei", "gus", "lena"})
EVERYBODY: Final = HERE | {"zoe", "twin"}
BEN: Final = frozenset({"ben"})
CHIDI: Final = frozenset({"chidi"})
OLU: Final = frozenset({"olu"})
GUIDES: Final = frozenset({"chidi", "priya", "ana", "rui"})
SEEING: Final = GUIDES | BEN
MENTORS: Final = frozenset({"chidi", "olu", "priya", "ana", "rui", "zoe"})
ADMINS: Final = frozenset({"ana", "rui", "zoe"})

# Ben's alone, and for those who guide him: figures, words and links that stand nowhere else.
SECRETS: Final = re.compile(
    r"2 h 35 min|\b155\b|2\.58|state bucket|bens-rules|rules are tested|lock stays forever|reads quickly|a small site"
)
NOTED: Final = "afraid of the exam"

REFUSED: Final = r"(?:is|are) for |is yours|You do not mentor|nothing was changed|Nothing was changed"
NOT_HERE: Final = r"has not used Roadmate here|nobody I can find|You have no mentees yet"
NOT_ONES_OWN: Final = r"no such entry of yours|nothing to undo|nothing to do again|No entries yet"

MENTOR: Final = "<@U0SANDCHI>"
MENTEE: Final = "<@U0SANDBEN>"
ID: Final = "U0SANDBEN"
HERE_ID: Final = "T0SANDBOX"


@dataclass(frozen=True)
class Row:
    """What is said or pressed at a door; who `may` reads what `sees` matches, everybody else what `others` matches.

    Where the others have an `own` of the kind, they act on that instead.
    """

    door: str
    text: str = ""
    may: frozenset[str] = EVERYBODY
    sees: str = ""
    others: str = f"{REFUSED}|{NOT_HERE}"
    fields: dict[str, str] = field(default_factory=dict)
    usage: str | None = None  # of a command, as its help has it, where that is not the text itself
    own: bool = False
    read_by: frozenset[str] = CHIDI  # who then may read what Chidi has noted
    lets_in: frozenset[str] = frozenset()  # who sees Ben's from then on

    @property
    def name(self) -> str:
        return f"{self.door} {self.usage or self.text}".strip()


AMENDED: Final = '{"entry":1,"key":"k","minutes":60,"subject":"area:networking","day":"2026-11-20"}'
DAYS: Final = {"first": "2026-12-01", "last": "2026-12-02"}
HOUR: Final = {"duration": "1h", "what": "area:networking", "day": "2026-11-21"}

ROADMAP: Final = (
    Row("/roadmap", "", sees="AWS"),
    Row("/roadmap", "aws", sees="Scaling Considerations"),
    Row("/roadmap", "aws scaling", sees="Horizontal Scaling"),
    Row("/roadmap", "aws kubernetes", sees="EKS"),
    Row("/roadmap", "search canary", sees="(?i)canary"),
    Row("/roadmap", "next", sees="Next: "),
    Row("/roadmap", "aws scaling share", sees="Everyone in this channel will see"),
    Row("click roadmap.open", '{"query":"aws"}', sees="Scaling Considerations"),
    Row("click roadmap.drop", "-", sees="Nothing was shared"),
    Row("click roadmap.log", "x", sees="BadTicket"),
    Row("click roadmap.share", "x", sees="BadTicket"),
)
LOG: Final = (
    Row("/log", "", sees="Log learning hours"),
    Row("/log", "2h networking", sees="Booked"),
    Row("/log", "45m vpc yesterday: flow logs", sees="Booked"),
    Row("/log", "1h networking, 30m aws", sees="2 entries"),
    Row("/log", "1h mentoring <@U0SANDMEI>: VPC design", sees="Booked", usage="1h mentoring @ben: VPC design"),
    Row("/log", "1h talk: GitOps intro", sees="Booked"),
    Row("/log", "list", BEN, "state bucket", NOT_ONES_OWN),
    Row("/log", "undo", BEN, "Undone", NOT_ONES_OWN),
    Row("/log", "redo", sees="nothing to do again"),
    Row("/log", "why", BEN, "2 h 35 min", "nothing was booked"),
    Row("click log.again", "1", sees="nothing to do again"),
    Row("click log.amend", AMENDED, BEN, "1 h on Networking", NOT_ONES_OWN),
    Row("click log.back", "1", BEN, "Undone", NOT_ONES_OWN),
    Row("click log.book", '{"key":"k1","minutes":60,"area":"networking","day":"2026-11-21"}', sees="Booked"),
    Row("click log.delete", "1", BEN, "Deleted", NOT_ONES_OWN),
    Row("click log.drop", "-", sees="Nothing was booked"),
    Row("click log.edit", "1", BEN, "Edit hours", NOT_ONES_OWN),
    Row("click log.form", "-", sees="Log learning hours"),
    Row("click log.line", '{"key":"k","day":"2026-11-21","text":"1h networking"}', sees="Booked"),
    Row("click log.list", "{}", BEN, "state bucket", NOT_ONES_OWN),
    Row("click log.quick", "60", sees="Booked"),
    Row("click log.undo", "1", BEN, "Undone", NOT_ONES_OWN),
    Row("click log.why", "{}", BEN, "2 h 35 min", "nothing was booked"),
    Row("click offer.drop", "-", sees="nothing was booked"),
    Row("click import.book", "F1", sees="no longer there"),
    Row("click import.drop", "-", sees="Nothing was booked"),
    Row("form log.form", '{"key":"k"}', sees="Booked", fields=HOUR),
    Row("field log.what", "vpc", sees="VPC"),
    Row("shortcut log.hours", "", sees="Log learning hours"),
    Row("shortcut log.this", "", sees="Log learning hours"),
)
PLAN: Final = (
    Row("/plan", "", sees="Your plan"),
    Row("/plan", "networking", sees="How packets find their way"),
    Row("/plan", "networking by 1 jun", sees="Target set"),
    Row("/plan", MENTEE, SEEING, "2 h 35 min", usage="@member"),
    Row("/plan", f"networking {MENTEE}", SEEING, "2 h 35 min"),
    Row("click plan.aim", '{"area":"networking"}', sees="no target day"),
    Row("click plan.open", f'{{"member":"{ID}"}}', SEEING, "2 h 35 min"),
    Row("click plan.tick", "networking.cdn", sees="Done: Content delivery network"),
    Row("click plan.untick", "networking.cdn", sees="Open again: Content delivery network"),
    Row("click mentors.plan", f'{{"member":"{ID}"}}', SEEING, "2 h 35 min"),
)
LEADERBOARD: Final = (
    *(
        Row("/leaderboard", text, sees="leaderboard is off")
        for text in ("", "month networking", "by goal", "me", "share")
    ),
    Row("/leaderboard", "hide", sees="You are off the leaderboard"),
    Row("/leaderboard", "show", sees="You are on the leaderboard"),
    Row("click board.drop", "-", sees="Nothing was shared"),
    Row("click board.hide", "{}", sees="leaderboard"),
    Row("click board.offer", "{}", sees="leaderboard is off"),
    Row("click board.on", "-", ADMINS, "The leaderboard is on|Leaderboard", "is for admins|Only admins"),
    Row("click board.open", "{}", sees="leaderboard is off"),
    Row("click board.share", '{"key":"k"}', sees="leaderboard is off"),
    Row("click board.show", "{}", sees="leaderboard"),
)
ADMIN: Final = (
    Row("/roadmate", "settings", ADMINS, "Workspace settings", "Only admins"),
    Row("/roadmate", "settings board on", ADMINS, "Changed|on now", "Only admins"),
    Row("/roadmate", "digest", sees="digest"),
    Row("/roadmate", "digest preview", ADMINS, "Preview", "is for admins"),
    Row("/roadmate", "audit", ADMINS, "Audit log", "is for admins"),
    Row("click audit.show", "0", ADMINS, "Audit log", "is for admins"),
    Row("click digest.preview", "", ADMINS, "Preview", "is for admins"),
    Row("click digest.resend", "1", ADMINS, "Nothing was sent", "is for admins"),
    Row("click holiday.drop", "1", ADMINS, "not there any more", "Only admins"),
    Row("click holiday.set", "x", ADMINS, "names no days", "Only admins"),
    Row("click holiday.show", "", sees="No team holidays"),
    Row("click notice.leave", '{"letter":1}', ADMINS, "nothing left to decide", "is for admins"),
    Row("click notice.resend", '{"letter":1}', ADMINS, "nothing of that message", "is for admins"),
    Row("click roadmate.set", "goal 3h", ADMINS, "Changed", "Only admins"),
    Row("click settings.form", "-", ADMINS, "Workspace settings", "Only admins"),
    Row("click settings.holidays", "-", sees="Team holidays"),
    Row("field settings.zone", "lisbon", sees="Lisbon"),
    Row("form settings.save", '{"fields":{}}', ADMINS, "done|Nothing|Changed", "Only admins", fields={"goal": "3h"}),
)
OWN: Final = (
    *(
        Row("/roadmate", text, sees=sees)
        for text, sees in (("help", "look up"), ("goal 3h", "Your weekly goal is 3 h"))
    ),
    Row("/roadmate", "away 3-14 aug", sees="Away"),
    Row("/roadmate", "day 05:00", sees="Your day starts at 05:00"),
    Row("/roadmate", "nudge off", sees="nudge is off"),
    Row("/roadmate", "summary on", sees="weekly summary is on"),
    Row("/roadmate", "export", sees="two files"),
    Row("/roadmate", "named on", sees="named"),
    Row("click away.remove", "1", BEN, "Removed: away Mon 30 Nov", "no such absence of yours"),
    Row("click away.set", "x", sees="names no days I know"),
    Row("click away.show", "", BEN, "Mon 30 Nov-Tue 1 Dec", "No days away are set"),
    Row("click help.open", "log", sees="/log"),
    Row("click home.away", "", sees='"home.absent"'),
    Row("click home.settings", "", sees="Settings"),
    Row("form home.absent", "", sees="Away (?:Mon 30 Nov|Tue 1 Dec)-Wed 2 Dec", fields=DAYS),
    Row("form home.save", "", sees="A day starts between", fields={"goal": "3h"}),
    Row("click nudge.day", "", sees="BadTicket"),
    Row("click nudge.snooze", "-", sees="Snoozed"),
    Row("click nudge.stop", "-", sees="no more nudges"),
    Row("click nudge.until", "-", sees="Snooze"),
    Row("form nudge.date", "", sees="no nudge before Mon 14 Dec", fields={"until": "2026-12-14"}),
    Row("click roadmate.export", "-", sees="two files"),
    Row("click roadmate.goal", "3h", sees="Your weekly goal is 3 h"),
)
TASK: Final = f'{{"assignment":"networking.firewall-rules","member":"{ID}","step":2}}'
OWN_TASK: Final = '{"assignment":"networking.firewall-rules"}'
ABOUT: Final = f'{{"member":"{ID}","key":"k"}}'
JUDGED: Final = f'{{"member":"{ID}","roadmap":"terraform","level":"intermediate","claimed":"advanced"}}'
PLEA: Final = f'{{"asker":"{ID}","knower":"U0SANDMEI","on":"s1"}}'
MENTORED: Final = (
    f'{{"key":"k2","minutes":30,"area":"soft-skills","day":"2026-11-21","activity":"mentoring","people":"{ID}"}}'
)
SESSION: Final = {"title": "Talk", "day": "2026-11-26", "at": "15:00", "length": "1h", "channel": "C0LEARNING"}
ASKED: Final = '{"asker":"U0SANDCHI","words":"how?","key":"k"}'
MEMBERS: Final = EVERYBODY - {"gus"}
HERE_NOW: Final = MEMBERS - {"lena"}  # who neither left nor is a guest
NO_GUEST: Final = "is for members of this workspace"

TEAM_PAGES: Final = (
    Row("/team", "", MENTORS, r"\*(?:The team|Your mentees)"),
    Row("/team", "networking stuck", MENTORS, "stuck: "),
    Row("/team", MENTEE, SEEING, "2 h 35 min", usage="@member"),
    Row("/team", "coverage", MENTORS, "Coverage of "),
    Row("/team", "export", MENTORS, "comes as a file"),
    Row("click team.open", "{}", MENTORS, r"\*(?:The team|Your mentees)"),
    Row("click team.coverage", "-", MENTORS, "Coverage of "),
    Row("click team.export", "-", MENTORS, "comes as a file"),
)
ROLES: Final = (
    Row("/team", "mentor <@U0SANDMEI>", ADMINS, "Mei is a mentor now", usage="mentor @member"),
    Row(
        "/team", f"mentor <@U0SANDMEI> for {MENTEE}", ADMINS, "I asked Mei and Ben", usage="mentor @mentor for @mentee"
    ),
    Row("/team", f"lead {MENTOR}", ADMINS, "(?:Chidi|Twin) is a lead mentor now", usage="lead @member"),
    Row("click team.mentor", "U0SANDMEI", ADMINS, "Mei is a mentor now|nobody I can find"),
    Row("click team.unmentor", "U0SANDCHI", ADMINS, "(?:Chidi|Twin) is no longer a mentor"),
    Row("click team.lead", "U0SANDCHI", ADMINS, "(?:Chidi|Twin) is a lead mentor now"),
    Row("click team.unlead", "U0SANDPRI", ADMINS, "Priya is no longer a lead|nobody I can find"),
)
PAIRS: Final = (
    Row("/roadmate", "mentor", HERE_NOW, "Your mentors|You have no mentor yet"),
    Row("/roadmate", "mentees", HERE_NOW, "You mentor "),
    Row("click pair.find", "-", HERE_NOW, "Your mentors|You have no mentor yet"),
    Row("click pair.mentees", "-", HERE_NOW, "You mentor "),
    Row("click pair.ask", f'{{"mentor":"U0SANDMEI","mentee":"{ID}"}}', ADMINS | BEN, "I asked Mei"),
    Row("click pair.accept", "6", OLU, "You are Ben's mentor now", f"{REFUSED}|waits for an answer", lets_in=OLU),
    Row("click pair.decline", "6", frozenset({"olu", "ben"}), "nothing comes of it"),
    Row("click pair.end", "1", frozenset({"ben", "chidi", "ana", "rui"}), "that is over"),
)
CARD: Final = (
    Row("click card.open", ID, SEEING, "2 h 35 min"),
    Row("click card.plan", ID, SEEING, "2 h 35 min"),
    Row("click card.log", MENTORED, sees="Booked"),
    Row("/roadmate", "seen-by-mentor", BEN, "2 h 35 min.*reads quickly", "can see of you|sees of you|Nobody but you"),
    Row("click seen.show", "-", BEN, "2 h 35 min", "can see of you|sees of you|Nobody but you"),
    Row("click word.praise", ID, GUIDES, "Praise Ben"),
    Row("click word.ask", ID, GUIDES, "Ask Ben"),
    Row("click word.nudge", ID, GUIDES, "Sent to Ben"),
    Row("click word.answer", ASKED, frozenset(), "", r"Write to \w+ directly|has left"),
    Row("form word.send", f'{{"member":"{ID}","key":"k","kind":"praise"}}', GUIDES, "Sent", fields={"words": "great"}),
    Row("form word.reply", ASKED, frozenset(), "", r"Write to \w+ directly|has left", {"words": "so"}),
    Row("click step.set", ID, GUIDES, "Next step for Ben"),
    Row("click step.aside", "networking.cdn", BEN, "is set aside, and Chidi is told", "nothing was changed"),
    Row("field step.what", "vpc", sees="VPC"),
    Row("form step.save", ABOUT, GUIDES, "Set as|next step", fields={"what": "networking.cdn"}),
    Row("click note.write", ID, GUIDES, "Note on Ben"),
    Row("click note.list", f'{{"member":"{ID}"}}', GUIDES, "Your notes on Ben"),
    Row("click note.share", "1", CHIDI, "Shared", "no such note of yours", read_by=CHIDI | BEN),
    Row("click note.drop", "1", CHIDI, "Deleted", "no such note of yours"),
    Row("form note.save", ABOUT, GUIDES, "Kept. Only you read it", fields={"words": "hello"}),
)
WORK: Final = (
    Row("/roadmate", "signoffs", GUIDES, "rules are tested", f"{REFUSED}|{NOT_HERE}|Nothing waits"),
    Row("click roadmate.say", "signoffs", GUIDES, "rules are tested", f"{REFUSED}|{NOT_HERE}|Nothing waits"),
    Row("click work.waiting", "-", GUIDES, "rules are tested", f"{REFUSED}|{NOT_HERE}|Nothing waits"),
    Row("click work.start", '{"assignment":"networking.cdn"}', sees="Started: Content delivery network"),
    Row("click work.hand", OWN_TASK, BEN, "handed Advanced firewall rules in already", "Hand in|Handing in is for"),
    Row("click work.take", OWN_TASK, BEN, "Taken back", "was not handed in"),
    Row("click work.more", TASK, SEEING, "rules are tested"),
    Row(
        "click work.sign",
        TASK,
        GUIDES,
        "Signed off: Advanced firewall rules",
        "for somebody else|is for|not used|You do not mentor",
    ),
    Row("click work.back", TASK, GUIDES, "Send back", "for somebody else|is for|not used|You do not mentor"),
    Row("form work.hand", OWN_TASK, BEN, "already", "Handed in|Handing in is for", {"words": "done"}, own=True),
    Row(
        "form work.back",
        TASK,
        GUIDES,
        "Sent back",
        "for somebody else|is for|not used|You do not mentor",
        {"words": "why", "reason": "why"},
    ),
    Row("form work.due", TASK, SEEING, "due|Due", fields={"due": "2026-12-01", "day": "2026-12-01"}),
)
HELP: Final = (
    Row("/roadmate", "level terraform intermediate", sees="Terraform intermediate"),
    Row("click level.open", "-", sees="Your levels"),
    Row("click level.claim", '{"x":1}', sees="BadTicket"),
    Row("click level.confirm", JUDGED, GUIDES, "Confirmed: Ben is at Terraform intermediate"),
    Row("form level.save", "", sees="Terraform expert", fields={"terraform": "expert"}),
    Row("/roadmate", "stuck terraform state", HERE_NOW, "you are stuck with State Management", NO_GUEST),
    Row("click stuck.say", '{"words":"terraform state"}', HERE_NOW, "you are stuck with", NO_GUEST),
    Row("click stuck.drop", "-", sees="nobody was told"),
    Row("click stuck.again", "1", BEN, "you are stuck with Terraform", f"{REFUSED}|nothing was changed"),
    Row("click stuck.over", "1", SEEING, "through with Terraform", f"{REFUSED}|nothing was changed"),
    Row("click stuck.read", "terraform state", sees="State Management"),
    Row("/roadmate", "who terraform", HERE_NOW, "agreed to be asked", NO_GUEST),
    Row("click who.show", "x", sees="BadTicket"),
    Row("click knower.ask", PLEA, BEN, "Mei is not to be asked any more", "is for "),
    Row("click knower.yes", PLEA, frozenset(), "", "is for the person it was put to"),
    Row("click knower.no", PLEA, frozenset(), "", "is for the person it was put to"),
)
SESSIONS: Final = (
    Row("/roadmate", 'session "GitOps intro" thu 15:00', HERE_NOW, "Announce this in", NO_GUEST),
    Row("/roadmate", "sessions", MEMBERS & HERE, "GitOps intro", "none yet"),
    Row("click session.form", "-", HERE_NOW, "Plan a session", NO_GUEST),
    Row("form session.plan", '{"key":"k8"}', HERE_NOW, "Announce this in", NO_GUEST, SESSION),
    Row(
        "click session.announce",
        '{"key":"k9","title":"Talk","day":"2026-11-26","at":"15:00","channel":"C0LEARNING"}',
        HERE_NOW,
        "Announced in",
        NO_GUEST,
    ),
    Row(
        "click session.announce",
        '{"key":"k10","title":"Talk","day":"2026-11-26","at":"15:00","channel":"C0ELSEWHERE"}',
        frozenset(),
        "",
        f"in the channel where you ask for it|{NO_GUEST}",
    ),
    Row(
        "click session.preview",
        '{"key":"k11","title":"Talk","day":"2026-11-26","at":"15:00"}',
        HERE_NOW,
        "Announce this in",
        NO_GUEST,
    ),
    Row("click session.drop", "-", sees="Nothing was announced"),
    Row(
        "click session.book", '{"key":"session:9","minutes":60,"area":"soft-skills","day":"2026-11-21"}', sees="Booked"
    ),
    Row("click session.missed", "1", BEN, "is not over yet", "is for its host"),
    Row("click session.list", "-", MEMBERS & HERE, "GitOps intro", "none yet"),
    Row("click session.join", "1", HERE - {"lena"}, "You are in|yours to hold", "no such session"),
    Row("click session.leave", "1", HERE - {"lena"}, "You are not in|yours to hold", "no such session"),
    Row("click session.cancel", "1", frozenset({"ben", "ana", "rui"}), "Cancelled", "is for its host|no such session"),
    Row("click session.move", "1", BEN, "Move a session", "is for its host|no such session"),
    Row(
        "form session.move",
        "1",
        BEN,
        "Moved: GitOps intro",
        "is for its host|no such session",
        {"day": "2026-11-27", "at": "15:00"},
    ),
)
PRIVACY: Final = (
    Row("/roadmate", "privacy", sees="Who sees what of you"),
    Row("/roadmate", "forget me", sees="This is deleted for good"),
    Row("/roadmate", "audit looks", ADMINS, "Audit log, looks", "is for admins"),
    *(
        Row(f"click privacy.{name}", "-", sees="Who sees what of you")
        for name in ("open", "hide", "show", "name", "unname")
    ),
    Row("click forget.ask", "-", sees="This is deleted for good"),
    Row("click forget.do", "-", sees="you are forgotten|nothing to forget"),
    *(Row("/roadmate", word, BEN, "Mon 30 Nov", "No days away") for word in ("absent", "holiday", "vacation")),
    Row("/roadmate", "setting", ADMINS, "Workspace settings", "Only admins"),
    Row("/roadmate", "levels", sees="Your levels"),
    *(Row(f"/{name}", "help", sees=f"/{name}") for name in ("roadmap", "log", "plan", "leaderboard", "team")),
    Row("/roadmate", "mentoring on", MENTORS | {"eva"}, "mentor's summary is"),
)
ROWS: Final = (
    *ROADMAP,
    *LOG,
    *PLAN,
    *LEADERBOARD,
    *ADMIN,
    *OWN,
    *TEAM_PAGES,
    *ROLES,
    *PAIRS,
    *CARD,
    *WORK,
    *HELP,
    *SESSIONS,
    *PRIVACY,
)


# What the audit log says of those who may, but of Ben about himself, and of those who are refused.
AUDITED: Final = {
    **dict.fromkeys(("click plan.open", "click mentors.plan", "click card.plan"), ("look.plan", "refused.plan")),
    **{f"/plan {words}": ("look.plan", "refused.plan") for words in ("@member", f"networking {MENTEE}")},
    **dict.fromkeys(("/team @member", "click card.open"), ("look.card", "refused.card")),
    **{f"/team {words}".strip(): ("", "refused.team") for words in ("", "networking stuck", "coverage")},
    **dict.fromkeys(("click team.open", "click team.coverage"), ("", "refused.team")),
    **dict.fromkeys(("/team export", "click team.export"), ("export.team", "refused.team")),
    "/team mentor @member": ("mentor.on", "refused.role"),
    "/team lead @member": ("lead.on", "refused.role"),
    "/team mentor @mentor for @mentee": ("pair.ask", "refused.pair"),
    "click team.mentor": ("mentor.on", "refused.role"),
    "click team.unmentor": ("mentor.off", "refused.role"),
    "click team.lead": ("lead.on", "refused.role"),
    "click team.unlead": ("lead.off", "refused.role"),
    **{f"click pair.{act}": (f"pair.{act}", "refused.pair") for act in ("ask", "accept", "decline", "end")},
    **{f"click word.{kind}": ("look.card", f"refused.{kind}") for kind in ("praise", "ask")},
    "click word.nudge": ("look.card", "refused.nudge"),
    "form word.send": ("", "refused.praise"),
    "click step.set": ("", "refused.step"),
    "form step.save": ("step.set", "refused.step"),
    **dict.fromkeys(("click note.write", "click note.list", "form note.save"), ("", "refused.note")),
    **dict.fromkeys(("/roadmate signoffs", "click work.waiting", "click work.more"), ("look.work", "refused.signoff")),
    "click work.sign": ("work.sign", "refused.signoff"),
    "click work.back": ("", "refused.signoff"),
    "form work.back": ("work.back", "refused.signoff"),
    "form work.due": ("", "refused.signoff"),
    "click level.confirm": ("level.confirm", "refused.level"),
    "click stuck.over": ("stuck.over", "refused.stuck"),
    "click stuck.again": ("", "refused.stuck"),
    **{f"click knower.{answer}": ("", "refused.question") for answer in ("yes", "no")},
    "click session.cancel": ("session.cancel", "refused.session"),
    **dict.fromkeys(("click session.move", "form session.move", "click session.missed"), ("", "refused.session")),
    **dict.fromkeys(("click board.on", "click roadmate.set", "/roadmate settings board on"), ("settings.change", "")),
    **dict.fromkeys(("click digest.preview", "/roadmate digest preview"), ("digest.preview", "")),
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_is_answered_what_is_theirs(stage: Stage, row: Row) -> None:
    stage.restore()
    before = stage.rows()
    for who in sorted(EVERYBODY, key=lambda each: (each in row.may, each)):
        said = stage.run(who, row.door, row.text, row.fields)
        after, may = stage.rows(), who in row.may
        assert re.search(row.sees if may else row.others, said.words), f"{who} was answered: {said.words[:600]}"
        assert may or _of_others(after, row.own) == _of_others(before, row.own), f"{who} changed something"
        assert not said.public, f"{who} was answered before everybody"
        _is_nobody_elses(stage, who, said, row)
        _is_written_down(who, said, row, may=may)
        if after != before:
            stage.restore()


def _of_others(rows: Any, own: bool) -> Any:
    """What may not have changed: everything, or what concerns Ben where the others act on what is theirs."""
    return {name: {row for row in each if ID in row} for name, each in rows.items()} if own else rows


def _is_nobody_elses(stage: Stage, who: str, said: Any, row: Row) -> None:
    """Neither the answer nor any letter holds what its reader may not see."""
    names = {user: name for name, (place, user) in stage.people.items() if (place in HERE_ID) == (who in HERE)}
    for reader, words in ((who, said.words), *((names.get(to, to), words) for to, words in said.letters)):
        if reader not in SEEING | row.lets_in:
            assert not SECRETS.search(words), f"{reader} was shown: {SECRETS.search(words)}"
        if reader not in row.read_by:
            assert NOTED not in words, f"{reader} was shown a private note"


def _is_written_down(who: str, said: Any, row: Row, *, may: bool) -> None:
    """The audit log has the line that belongs to it, in the workspace in which it was tried."""
    leaves, noted = AUDITED.get(row.name) or AUDITED.get(row.door, ("", ""))
    act = leaves if may and who != "ben" else noted if not may and re.search(REFUSED, said.words) else ""
    if act and who in HERE:
        assert act in said.acts, f"{who} left {said.acts} in the audit log"


def test_what_is_said_without_a_command_is_answered_like_one(stage: Stage) -> None:
    """A mention and a direct message lead to the same features, and so does what stands in a channel."""
    for who in sorted(HERE):
        stage.restore()
        for said in (*(stage.spoken(who, f"{word} {MENTEE}") for word in ("plan", "team")), stage.home(who)):
            assert said
            assert who in SEEING or not SECRETS.search(said), f"{who} was shown: {SECRETS.search(said)}"
            assert who == "chidi" or NOTED not in said


def test_the_walk_is_by_everybody(stage: Stage) -> None:
    assert stage.people.keys() == EVERYBODY


def test_no_door_is_without_a_row(stage: Stage) -> None:
    doors = {f"{kind} {name}" for kind, names in stage.roadmate.bolt.answered().items() for name in names}
    assert doors - {row.door for row in ROWS} == set()
    assert {row.door for row in ROWS if " " in row.door} - doors == set()


def test_no_way_to_use_a_command_is_without_a_row() -> None:
    assert {f"/{name}" for name, _ in FEATURES} == {f"/{command.name}" for command in COMMANDS}
    written = {(row.door, row.usage if row.usage is not None else row.text) for row in ROWS}
    assert set(_usages()) - written == set()


def _usages() -> Iterator[tuple[str, str]]:
    for command in COMMANDS:
        for form in command.forms:
            yield f"/{command.name}", form.usage
