"""Every command, button, form, field and shortcut, tried by everybody: what each may do, and what each gets to see.

A door without a row in the table fails here. Whatever the row says, nobody but those who may see him is shown
anything of Ben's, in an answer or in a letter, and nobody at all what Chidi has noted for himself; and what is refused
changes nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from bot.app import COMMANDS, command_handlers
from bot.core.plan.plan_choices import NO_CHOICES
from bot.features.plan.rules.changes import fingerprint
from bot.features.waiting.rules.items import item_ref
from tests.roles.stage import RoleScene

OWN_WORKSPACE_PEOPLE: Final = frozenset({"ben", "chidi", "olu", "eva", "priya", "ana", "rui", "mei", "gus", "lena"})
EVERYBODY: Final = OWN_WORKSPACE_PEOPLE | {"zoe", "twin"}
BEN: Final = frozenset({"ben"})
CHIDI: Final = frozenset({"chidi"})
OLU: Final = frozenset({"olu"})
REVIEWERS: Final = frozenset({"chidi", "priya", "ana", "rui"})
VIEWERS: Final = REVIEWERS | BEN
MENTORS: Final = frozenset({"chidi", "olu", "priya", "ana", "rui", "zoe"})
ADMINS: Final = frozenset({"ana", "rui", "zoe"})
ALL_BUT_GUESTS: Final = EVERYBODY - {"gus"}
PRESENT_MEMBERS: Final = ALL_BUT_GUESTS - {"lena"}  # who neither left nor is a guest
NO_GUEST: Final = "is for members of this workspace"

# Ben's alone, and for those who guide him: figures, words and links that stand nowhere else.
SECRETS: Final = re.compile(
    r"2 h 35 min|\b155\b|2\.58|state bucket|bens-rules|rules are tested|lock stays forever|reads quickly|a small site"
)
PRIVATE_NOTE: Final = "afraid of the exam"

REFUSED: Final = (
    r"(?:is|are) for |is yours|You don't mentor|nothing was changed|Nothing was changed|Nothing changed|isn't yours"
)
NOT_FOUND: Final = r"hasn't used Roadmate here|I can't find|You don't have any mentees yet"
NOTHING_OF_YOURS: Final = r"find that entry of yours|Nothing to undo|Nothing to redo|haven't logged anything yet"

MENTOR: Final = "<@U0SANDCHI>"
MENTEE: Final = "<@U0SANDBEN>"
BEN_ID: Final = "U0SANDBEN"
WORKSPACE_ID: Final = "T0SANDBOX"
NO_PLAN_CHOICES: Final = fingerprint(NO_CHOICES)
UNCHANGED_FORM: Final = fingerprint(NO_CHOICES, NO_CHOICES)


@dataclass(frozen=True)
class EntryPointCase:
    """What is said or pressed at a door; who `may` reads what `sees` matches, everybody else what `others` matches.

    Where the others have an `own` of the kind, they act on that instead.
    """

    entry_point: str
    text: str = ""
    allowed: frozenset[str] = EVERYBODY
    expected: str = ""
    refused: str = f"{REFUSED}|{NOT_FOUND}"
    fields: dict[str, str] = field(default_factory=dict)
    usage: str | None = None  # of a command, as its help has it, where that is not the text itself
    acts_on_own: bool = False
    note_readers: frozenset[str] = CHIDI  # who then may read what Chidi has noted
    new_viewers: frozenset[str] = frozenset()  # who sees Ben's from then on

    @property
    def name(self) -> str:
        return f"{self.entry_point} {self.usage or self.text}".strip()


FOR_ADMINS: Final = "is for admins|Nothing changed"
NOTHING_WAITS: Final = f"Nothing is waiting|{NO_GUEST}"
GONE: Final = f"That's been answered already|{NO_GUEST}"
HAND_IN: Final = item_ref("work:2")  # Ben's
STUCK_CALL: Final = item_ref("stuck:1")  # Ben's
HANDED_TO_PRIYA: Final = f'{{"item":"{HAND_IN}","to":"U0SANDPRI"}}'
HANDED_TO_OLU: Final = f'{{"item":"{HAND_IN}","to":"U0OLU"}}'

AMENDED_ENTRY: Final = '{"entry":1,"key":"k","minutes":60,"subject":"area:networking","day":"2026-11-20"}'
AWAY_FORM: Final = {"first": "2026-12-01", "last": "2026-12-02"}
HOUR_FORM: Final = {"duration": "1h", "what": "area:networking", "day": "2026-11-21"}

QUIZ_ASKED: Final = '{"member":"U0SANDBEN","run":"day:2026-11-19","number":1}'  # a run of Ben's that never was
QUIZ_REPORT: Final = '{"question":"aws.rds-proxy/gone","version":"older"}'  # Ben's
QUIZ_VERDICT: Final = f'{QUIZ_REPORT[:-1]},"verdict":"stopped"}}'
QUIZ_GONE: Final = "don't have this question any more"
QUIZ_ANSWER: Final = f'{QUIZ_ASKED[:-1]},"question":"aws.storage-services/x","version":"v","place":1}}'

UNMARKED: Final = "haven't marked any"
PART: Final = "cloudflare.web-application-firewall-waf-security.managed-rulesets"

ROADMAP: Final = (
    EntryPointCase("/roadmap", "", expected="AWS"),
    EntryPointCase("/roadmap", "aws", expected="Scaling Considerations"),
    EntryPointCase("/roadmap", "aws scaling", expected="Horizontal Scaling"),
    EntryPointCase("/roadmap", "aws.rds-proxy", expected="Learn it"),
    EntryPointCase("/roadmap", "networking path", expected="TCP/IP"),
    EntryPointCase("/roadmap", "aws kubernetes", expected="EKS"),
    EntryPointCase("/roadmap", "mine", BEN, "1 of 49 known", UNMARKED),
    EntryPointCase("/roadmap", "aws mine", BEN, "RDS Proxy", UNMARKED),
    EntryPointCase("/roadmap", "aws.rds-proxy why", BEN, "You know this", "Nothing is marked"),
    EntryPointCase("/roadmap", "aws.rds-proxy known", expected="You know|marked already"),
    EntryPointCase("/roadmap", "aws.iam-policies skip", expected="isn't for you"),
    EntryPointCase("/roadmap", "aws.rds-proxy suggest", PRESENT_MEMBERS, "What should be different", NO_GUEST),
    EntryPointCase("/roadmap", "another", expected="Next: "),
    EntryPointCase("/roadmap", "undo", BEN, "Undone: ", "Nothing to undo on topics"),
    EntryPointCase("/roadmap", f"{PART.rpartition('.')[0]} parts", expected="of [0-9] parts known"),
    EntryPointCase("click knowing.set", '{"subject":"aws.iam-policies","state":"known"}', expected="You know"),
    EntryPointCase("click knowing.part", f'{{"subject":"{PART}","state":"known"}}', expected="1 of [0-9] parts known"),
    EntryPointCase("click knowing.undo", "1", BEN, "Undone", "no such change of yours"),
    EntryPointCase("click knowing.other", '{"subject":"aws.compute-services","week":"2026-W47"}', expected="Next: "),
    EntryPointCase("/roadmap", "search canary", expected="(?i)canary"),
    EntryPointCase("/roadmap", "next", expected="Next: "),
    EntryPointCase("/roadmap", "aws scaling share", expected="Everyone in this channel will see"),
    EntryPointCase("/roadmap", "aws.rds-proxy", expected="RDS Proxy"),
    EntryPointCase("/roadmap", "networking path", expected="Networking"),
    EntryPointCase("/roadmap", "quiz aws", expected="Question 1 of 3", acts_on_own=True),
    EntryPointCase("click quiz.answer", "x", expected="BadTicket"),
    EntryPointCase("click quiz.answer", QUIZ_ANSWER, BEN, QUIZ_GONE, "isn't yours to answer"),
    EntryPointCase("click quiz.next", QUIZ_ASKED, BEN, QUIZ_GONE, "isn't yours to answer"),
    EntryPointCase("click quiz.wrong", QUIZ_ASKED, BEN, QUIZ_GONE, "isn't yours to answer"),
    EntryPointCase("click quiz.unreport", QUIZ_ASKED, BEN, QUIZ_GONE, "isn't yours to answer"),
    EntryPointCase("click quiz.report", QUIZ_REPORT, ADMINS, "Ben says a question|taken back", "is for admins"),
    EntryPointCase("click quiz.settle", QUIZ_VERDICT, ADMINS, "stopped it|taken back", "is for admins"),
    EntryPointCase("/roadmate", "questions reports", ADMINS, "Reported as wrong|No question", "is for admins"),
    EntryPointCase("click quiz.stop", expected="no more questions", acts_on_own=True),
    EntryPointCase("click roadmap.open", '{"query":"aws"}', expected="Scaling Considerations"),
    EntryPointCase("click roadmap.drop", "-", expected="OK, I haven't shared anything"),
    EntryPointCase("click roadmap.log", "x", expected="BadTicket"),
    EntryPointCase("click roadmap.share", "x", expected="BadTicket"),
)
LOG: Final = (
    EntryPointCase("/log", "", expected="Log learning hours"),
    EntryPointCase("/log", "2h networking", expected="Logged"),
    EntryPointCase("/log", "45m vpc architecture yesterday: flow logs", expected="Logged"),
    EntryPointCase("/log", "1h networking, 30m aws", expected="2 entries"),
    EntryPointCase(
        "/log", "1h mentoring <@U0SANDMEI>: VPC design", expected="Logged", usage="1h mentoring @ben: VPC design"
    ),
    EntryPointCase("/log", "1h talk: GitOps intro", expected="Logged"),
    EntryPointCase("/log", "list", BEN, "state bucket", NOTHING_OF_YOURS),
    EntryPointCase("/log", "undo", BEN, "Undone", NOTHING_OF_YOURS),
    EntryPointCase("/log", "redo", expected="Nothing to redo"),
    EntryPointCase("/log", "why", BEN, "2 h 35 min", "nothing logged"),
    EntryPointCase("click log.again", "1", expected="Nothing to redo"),
    EntryPointCase("click log.amend", AMENDED_ENTRY, BEN, "1 h on Networking", NOTHING_OF_YOURS),
    EntryPointCase("click log.back", "1", BEN, "Undone", NOTHING_OF_YOURS),
    EntryPointCase(
        "click log.book", '{"key":"k1","minutes":60,"area":"networking","day":"2026-11-21"}', expected="Logged"
    ),
    EntryPointCase("click log.delete", "1", BEN, "Deleted", NOTHING_OF_YOURS),
    EntryPointCase("click log.drop", "-", expected="nothing logged"),
    EntryPointCase("click log.edit", "1", BEN, "Edit hours", NOTHING_OF_YOURS),
    EntryPointCase("click log.form", "-", expected="Log learning hours"),
    EntryPointCase("click log.line", '{"key":"k","day":"2026-11-21","text":"1h networking"}', expected="Logged"),
    EntryPointCase("click log.list", "{}", BEN, "state bucket", NOTHING_OF_YOURS),
    EntryPointCase("click log.quick", "60", expected="Logged"),
    EntryPointCase("click log.undo", "1", BEN, "Undone", NOTHING_OF_YOURS),
    EntryPointCase("click log.why", "{}", BEN, "2 h 35 min", "nothing logged"),
    EntryPointCase("click offer.drop", "-", expected="nothing logged"),
    EntryPointCase("click import.book", "F1", expected="isn't there any more"),
    EntryPointCase("click import.name", "F1 0 -", expected="isn't there any more"),
    EntryPointCase("click import.names", "F1", expected="isn't there any more"),
    EntryPointCase("click import.drop", "-", expected="nothing was logged"),
    EntryPointCase("form log.form", '{"key":"k"}', expected="Logged", fields=HOUR_FORM),
    EntryPointCase("field log.what", "vpc", expected="VPC"),
    EntryPointCase("shortcut log.hours", "", expected="Log learning hours"),
    EntryPointCase("shortcut log.this", "", expected="Log learning hours"),
)
PLAN: Final = (
    EntryPointCase("/plan", "", expected="Your plan|Your first month"),
    EntryPointCase("/plan", "networking", expected="How packets find their way"),
    EntryPointCase("/plan", "networking by 1 jun", expected="Target set"),
    EntryPointCase("/plan", MENTEE, VIEWERS, "2 h 35 min", usage="@member"),
    EntryPointCase("/plan", f"networking {MENTEE}", VIEWERS, "2 h 35 min"),
    EntryPointCase("/plan", "change", expected="Your plan: "),
    EntryPointCase("/plan", "order 2, 5", expected="starts with"),
    EntryPointCase("/plan", "this quarter: 2 and 5", expected="This quarter is for"),
    EntryPointCase("/plan", "estimate certifications 40h", expected="Certifications.*: 40 h"),
    EntryPointCase("/plan", "default order 2, 5", ADMINS, "starts with", "is for admins"),
    EntryPointCase("click plan.form", "{}", expected="What comes first"),
    EntryPointCase("click plan.form", '{"is_team":true}', ADMINS, "What comes first", "is for admins"),
    EntryPointCase("/plan", "2 and 5", expected="what would you like"),
    EntryPointCase("click plan.change", '{"kind":"order","areas":["devops-cicd"]}', expected="starts with"),
    EntryPointCase(
        "click plan.change",
        '{"kind":"order","areas":["devops-cicd"],"is_team":true}',
        ADMINS,
        "starts with",
        "is for admins",
    ),
    EntryPointCase("click plan.undo", f'{{"seen":"{NO_PLAN_CHOICES}","before":[]}}', expected="Undone"),
    EntryPointCase(
        "click plan.undo",
        f'{{"seen":"{NO_PLAN_CHOICES}","before":[],"is_team":true}}',
        ADMINS,
        "Undone",
        "is for admins",
    ),
    EntryPointCase(
        "form plan.choose",
        f'{{"seen":"{UNCHANGED_FORM}"}}',
        expected="Saved",
        fields={"areas": "networking,devops-cicd", "order": "5"},
    ),
    EntryPointCase(
        "form plan.choose",
        f'{{"seen":"{UNCHANGED_FORM}","is_team":true}}',
        ADMINS,
        "Saved",
        "is for admins",
        fields={"areas": "networking,devops-cicd", "order": "5"},
    ),
    EntryPointCase("click plan.aim", '{"area":"networking"}', expected="no target here"),
    EntryPointCase("click plan.open", f'{{"member":"{BEN_ID}"}}', VIEWERS, "2 h 35 min"),
    EntryPointCase("click plan.tick", "networking.cdn", expected="Done: Content delivery network"),
    EntryPointCase("click plan.untick", "networking.cdn", expected="Reopened Content delivery network"),
    EntryPointCase("click mentors.plan", f'{{"member":"{BEN_ID}"}}', VIEWERS, "2 h 35 min"),
)
LEADERBOARD: Final = (
    *(
        EntryPointCase("/leaderboard", text, PRESENT_MEMBERS, "leaderboard is off", NO_GUEST)
        for text in ("", "month networking", "by goal", "me", "share")
    ),
    EntryPointCase("/leaderboard", "hide", expected="You're off the leaderboard"),
    EntryPointCase("/leaderboard", "show", expected="You're on the leaderboard"),
    EntryPointCase("click board.drop", "-", expected="OK, I haven't shared anything"),
    EntryPointCase("click board.hide", "{}", expected="leaderboard"),
    EntryPointCase("click board.offer", "{}", PRESENT_MEMBERS, "leaderboard is off", NO_GUEST),
    EntryPointCase("click board.on", "-", ADMINS, "The leaderboard is on|Leaderboard", "is for admins|Only admins"),
    EntryPointCase("click board.open", "{}", PRESENT_MEMBERS, "leaderboard is off", NO_GUEST),
    EntryPointCase("click board.share", '{"key":"k"}', PRESENT_MEMBERS, "leaderboard is off", NO_GUEST),
    EntryPointCase("click board.show", "{}", expected="leaderboard"),
)
ADMIN: Final = (
    EntryPointCase("/roadmate", "settings", ADMINS, "Workspace settings", "Only admins"),
    EntryPointCase("/roadmate", "settings board on", ADMINS, "Saved|on now", "Only admins"),
    EntryPointCase("/roadmate", "digest", expected="digest"),
    EntryPointCase("/roadmate", "digest preview", ADMINS, "Preview", "is for admins"),
    EntryPointCase("/roadmate", "audit", ADMINS, "Audit log", "is for admins"),
    EntryPointCase("click audit.show", "0", ADMINS, "Audit log", "is for admins"),
    EntryPointCase("click digest.preview", "", ADMINS, "Preview", "is for admins"),
    EntryPointCase("click digest.resend", "1", ADMINS, "Nothing sent", "is for admins"),
    EntryPointCase("click holiday.drop", "1", ADMINS, "already gone", "Only admins"),
    EntryPointCase("click holiday.set", "x", ADMINS, "I don.t know which days", "Only admins"),
    EntryPointCase("click holiday.show", "", expected="No team holidays"),
    EntryPointCase("click notice.leave", '{"letter":1}', ADMINS, "Nothing left to decide about", "is for admins"),
    EntryPointCase(
        "click notice.leave_all", '{"cause":"los","last":1}', ADMINS, "Nothing left to decide here", "is for admins"
    ),
    EntryPointCase(
        "click notice.resend_all", '{"cause":"los","last":1}', ADMINS, "decided on all of these", "is for admins"
    ),
    EntryPointCase("click notice.resend", '{"letter":1}', ADMINS, "have that message any more", "is for admins"),
    EntryPointCase("click roadmate.set", "goal 3h", ADMINS, "Saved", "Only admins"),
    EntryPointCase("/roadmate", "setup", ADMINS, "left, then your team", "Only admins"),
    EntryPointCase("click setup.open", "-", ADMINS, "left, then your team", "Only admins"),
    EntryPointCase("click setup.channel", "-", ADMINS, "Learning channel", "Only admins"),
    EntryPointCase("click setup.zone", "keep", ADMINS, "Time zone: ", "Only admins"),
    EntryPointCase("click setup.board", "on", ADMINS, "Leaderboard: on", "Only admins"),
    EntryPointCase("click setup.mentor", "keep", ADMINS, "Mentors: ", "Only admins"),
    EntryPointCase("click setup.announce", "-", ADMINS, "Announced|Invite me|learning channel first", "Only admins"),
    EntryPointCase(
        "form setup.save_channel", "", ADMINS, "Learning channel", "Only admins", fields={"channel": "C0LEARNING"}
    ),
    EntryPointCase("form setup.save_zone", "", ADMINS, "Time zone", "Only admins", fields={"timezone": "Europe/Paris"}),
    EntryPointCase(
        "form setup.save_mentor", "", ADMINS, "mentor|can't find", "is for admins", fields={"mentor": "U0SANDMEI"}
    ),
    EntryPointCase("click settings.form", "-", ADMINS, "Workspace settings", "Only admins"),
    EntryPointCase("click settings.holidays", "-", expected="Team holidays"),
    EntryPointCase("field settings.zone", "lisbon", expected="Lisbon"),
    EntryPointCase(
        "form settings.save", '{"fields":{}}', ADMINS, "done|Nothing|Saved", "Only admins", fields={"goal": "3h"}
    ),
)
PREFERENCES: Final = (
    *(
        EntryPointCase("/roadmate", text, expected=sees)
        for text, sees in (("help", "Five things"), ("welcome", "first"), ("goal 3h", "Your goal is now 3 h"))
    ),
    EntryPointCase("/roadmate", "away 3-14 aug", expected="Away"),
    EntryPointCase("/roadmate", "day 05:00", expected="our day starts at 05:00"),
    EntryPointCase("/roadmate", "nudge off", expected="no more nudges"),
    EntryPointCase("/roadmate", "nudge tue 10:00", expected="Tue 10:00"),
    EntryPointCase("/roadmate", "questions tue thu", expected="Tue and Thu"),
    EntryPointCase("/roadmate", "summary on", expected="weekly summary is on"),
    EntryPointCase("/roadmate", "export", expected="two files"),
    EntryPointCase("/roadmate", "named on", expected="named"),
    EntryPointCase("click away.remove", "1", BEN, "Removed: away Mon 30 Nov", "already gone"),
    EntryPointCase("click away.set", "x", expected="I don't know which days"),
    EntryPointCase("click away.show", "", BEN, "Mon 30 Nov-Tue 1 Dec", "No time off planned"),
    EntryPointCase("click help.open", "log", expected="/log"),
    EntryPointCase("click help.more", "the workspace", ADMINS, "/roadmate audit", "/roadmate settings"),
    EntryPointCase("click welcome.open", "-", expected="What do you want to learn first"),
    EntryPointCase("click welcome.area", "networking a", expected="You start with"),
    EntryPointCase("click welcome.goal", "180 g", expected="Your goal is"),
    EntryPointCase(
        "click welcome.mentor", "- m", PRESENT_MEMBERS, "Who may help|No mentor for now|mentor", "Two questions"
    ),
    EntryPointCase("click home.away", "", expected='"home.absent"'),
    EntryPointCase("click home.settings", "", expected="Settings"),
    EntryPointCase("form home.absent", "", expected="Away (?:Mon 30 Nov|Tue 1 Dec)-Wed 2 Dec", fields=AWAY_FORM),
    EntryPointCase("form home.save", "", expected="Pick a time between", fields={"goal": "3h"}),
    EntryPointCase("click nudge.day", "", expected="BadTicket"),
    EntryPointCase("click nudge.snooze", "-", expected="no nudge in the week"),
    EntryPointCase("click nudge.elsewhere", "-", expected="I won't nudge you"),
    EntryPointCase("click nudge.stop", "-", expected="no more nudges"),
    EntryPointCase("click nudge.until", "-", expected="Pause nudges"),
    EntryPointCase("form nudge.date", "", expected="no nudge before Mon 14 Dec", fields={"until": "2026-12-14"}),
    EntryPointCase("click roadmate.export", "-", expected="two files"),
    EntryPointCase("click roadmate.goal", "3h", expected="Your goal is now 3 h"),
)
ASSIGNMENT: Final = f'{{"assignment":"networking.firewall-rules","member":"{BEN_ID}","step":2}}'
OWN_ASSIGNMENT: Final = '{"assignment":"networking.firewall-rules"}'
MENTOR_FORM: Final = f'{{"member":"{BEN_ID}","key":"k"}}'
LEVEL_REVIEW: Final = f'{{"member":"{BEN_ID}","roadmap":"terraform","level":"intermediate","claimed":"advanced"}}'
EXPERT_QUESTION: Final = f'{{"asker":"{BEN_ID}","knower":"U0SANDMEI","on":"s1"}}'
MENTORING_ENTRY: Final = (
    f'{{"key":"k2","minutes":30,"area":"soft-skills","day":"2026-11-21","activity":"mentoring","people":"{BEN_ID}"}}'
)
SESSION_FORM: Final = {"title": "Talk", "day": "2026-11-26", "at": "15:00", "length": "1h", "channel": "C0LEARNING"}
MENTOR_QUESTION: Final = '{"asker":"U0SANDCHI","words":"how?","key":"k"}'

TEAM_PAGES: Final = (
    EntryPointCase("/team", "", MENTORS, r"\*(?:The team|Your mentees)"),
    EntryPointCase("/team", "networking stuck", MENTORS, "stuck: "),
    EntryPointCase("/team", MENTEE, VIEWERS, "2 h 35 min", usage="@member"),
    EntryPointCase("/team", "coverage", PRESENT_MEMBERS, "What the team holds", NO_GUEST),
    EntryPointCase("/team", "coverage aws", PRESENT_MEMBERS, "What the team holds: AWS", NO_GUEST),
    EntryPointCase("/team", "coverage signoffs", MENTORS, "Coverage of "),
    EntryPointCase("/team", "coverage mine", PRESENT_MEMBERS, "What you hold", NO_GUEST),
    EntryPointCase("/team", "coverage rds proxy", PRESENT_MEMBERS, r"What the team holds: RDS Proxy \(AWS\)", NO_GUEST),
    EntryPointCase("click coverage.open", "-", PRESENT_MEMBERS, "What the team holds", NO_GUEST),
    EntryPointCase(
        "click coverage.open", '{"of":"roadmap:aws"}', PRESENT_MEMBERS, "What the team holds: AWS", NO_GUEST
    ),
    EntryPointCase("click coverage.open", '{"own":true}', PRESENT_MEMBERS, "What you hold", NO_GUEST),
    EntryPointCase("click coverage.show", "-", PRESENT_MEMBERS, "Your topics are on", NO_GUEST),
    EntryPointCase("click coverage.hide", "-", PRESENT_MEMBERS, "Your topics aren't on", NO_GUEST),
    EntryPointCase("/team", "export", MENTORS, "as a file in a direct message"),
    EntryPointCase("click team.open", "{}", MENTORS, r"\*(?:The team|Your mentees)"),
    EntryPointCase("click team.coverage", "-", MENTORS, "Coverage of "),
    EntryPointCase("click team.export", "-", MENTORS, "as a file in a direct message"),
)
ROLES: Final = (
    EntryPointCase("/team", "mentor <@U0SANDMEI>", ADMINS, "Mei is now a mentor|I can't find", usage="mentor @member"),
    EntryPointCase(
        "/team",
        f"mentor <@U0SANDMEI> for {MENTEE}",
        ADMINS,
        "Asked Mei and Ben|I can't find",
        usage="mentor @mentor for @mentee",
    ),
    EntryPointCase("/team", f"lead {MENTOR}", ADMINS, "(?:Chidi|Twin) is now a lead mentor", usage="lead @member"),
    EntryPointCase("click team.mentor", "U0SANDMEI", ADMINS, "Mei is now a mentor|I can't find"),
    EntryPointCase("click team.unmentor", "U0SANDCHI", ADMINS, "(?:Chidi|Twin) is no longer a mentor"),
    EntryPointCase("click team.lead", "U0SANDCHI", ADMINS, "(?:Chidi|Twin) is now a lead mentor"),
    EntryPointCase("click team.unlead", "U0SANDPRI", ADMINS, "Priya is no longer a lead|I can't find"),
)
PAIRS: Final = (
    EntryPointCase("/roadmate", "mentor", PRESENT_MEMBERS, "Your mentors|You don't have a mentor yet"),
    EntryPointCase("/roadmate", "mentees", PRESENT_MEMBERS, "You (?:don't )?mentor "),
    EntryPointCase("click pair.find", "-", PRESENT_MEMBERS, "Your mentors|You don't have a mentor yet"),
    EntryPointCase("click pair.mentees", "-", PRESENT_MEMBERS, "You (?:don't )?mentor "),
    EntryPointCase(
        "click pair.ask", f'{{"mentor":"U0SANDMEI","mentee":"{BEN_ID}"}}', ADMINS | BEN, "Asked Mei|I can't find"
    ),
    EntryPointCase("click pair.accept", "6", OLU, "You're now Ben's mentor", f"{REFUSED}|Waiting for", new_viewers=OLU),
    EntryPointCase("click pair.decline", "6", frozenset({"olu", "ben"}), "No problem. I'll let"),
    EntryPointCase("click pair.end", "1", frozenset({"ben", "chidi", "ana", "rui"}), "has ended"),
)
CARD: Final = (
    EntryPointCase("click card.open", BEN_ID, VIEWERS, "2 h 35 min"),
    EntryPointCase("click card.plan", BEN_ID, VIEWERS, "2 h 35 min"),
    EntryPointCase("click card.log", MENTORING_ENTRY, expected="Logged"),
    EntryPointCase(
        "/roadmate",
        "seen-by-mentor",
        BEN,
        "2 h 35 min.*reads quickly",
        "can see about you|sees about you|Only you|can see this page",
    ),
    EntryPointCase(
        "click seen.show", "-", BEN, "2 h 35 min", "can see about you|sees about you|Only you|can see this page"
    ),
    EntryPointCase("click word.praise", BEN_ID, REVIEWERS, "Praise Ben"),
    EntryPointCase("click word.ask", BEN_ID, REVIEWERS, "Ask Ben"),
    EntryPointCase("click word.nudge", BEN_ID, REVIEWERS, "Sent to Ben"),
    EntryPointCase("click word.answer", MENTOR_QUESTION, frozenset(), "", r"Write to \w+ directly|has left"),
    EntryPointCase(
        "form word.send",
        f'{{"member":"{BEN_ID}","key":"k","kind":"praise"}}',
        REVIEWERS,
        "Sent",
        fields={"words": "great"},
    ),
    EntryPointCase(
        "form word.reply", MENTOR_QUESTION, frozenset(), "", r"Write to \w+ directly|has left", {"words": "so"}
    ),
    EntryPointCase("click step.set", BEN_ID, REVIEWERS, "Next step for Ben"),
    EntryPointCase("click step.aside", "networking.cdn", BEN, "I'll tell Chidi", "Nothing changed"),
    EntryPointCase("field step.what", "vpc", expected="VPC"),
    EntryPointCase("form step.save", MENTOR_FORM, REVIEWERS, "Set as|next step", fields={"what": "networking.cdn"}),
    EntryPointCase("click note.write", BEN_ID, REVIEWERS, "Note on Ben"),
    EntryPointCase("click note.list", f'{{"member":"{BEN_ID}"}}', REVIEWERS, "otes? on Ben"),
    EntryPointCase("click note.share", "1", CHIDI, "Shared", "That note is gone", note_readers=CHIDI | BEN),
    EntryPointCase("click note.drop", "1", CHIDI, "Deleted", "That note is gone"),
    EntryPointCase(
        "form note.save", MENTOR_FORM, REVIEWERS, "Note saved. Only you can read it", fields={"words": "hello"}
    ),
)
ASSIGNMENTS: Final = (
    EntryPointCase("/roadmate", "waiting", VIEWERS | OLU, "aiting for", NOTHING_WAITS),
    EntryPointCase("/roadmate", "waiting off", PRESENT_MEMBERS, "No more reminders", NO_GUEST),
    EntryPointCase("click roadmate.say", "signoffs", VIEWERS | OLU, "aiting for", NOTHING_WAITS),
    EntryPointCase("click work.waiting", "-", VIEWERS | OLU, "aiting for", NOTHING_WAITS),
    EntryPointCase("click waiting.open", f'{{"item":"{HAND_IN}"}}', VIEWERS, "rules are tested", GONE),
    EntryPointCase("click waiting.open", f'{{"item":"{STUCK_CALL}"}}', VIEWERS, "stuck with Terraform", GONE),
    EntryPointCase("click waiting.hand", f'{{"item":"{HAND_IN}"}}', REVIEWERS, "Who should answer instead", GONE),
    EntryPointCase("click waiting.pick", HANDED_TO_PRIYA, REVIEWERS, "Hand this over to Priya", GONE),
    EntryPointCase("click waiting.pick", HANDED_TO_OLU, frozenset(), "", f"{GONE}|Olu can't answer this"),
    EntryPointCase("click waiting.give", HANDED_TO_PRIYA, REVIEWERS, "Handed over to Priya", GONE),
    EntryPointCase("click waiting.give", HANDED_TO_OLU, frozenset(), "", f"{GONE}|Olu can't answer this"),
    EntryPointCase("click waiting.back", HANDED_TO_PRIYA, frozenset(), "", f"{GONE}|waiting for Chidi now"),
    EntryPointCase("click work.start", '{"assignment":"networking.cdn"}', expected="Started: Content delivery network"),
    EntryPointCase(
        "click work.hand", OWN_ASSIGNMENT, BEN, "already handed in Advanced firewall rules", "Hand in|Handing in is for"
    ),
    EntryPointCase("click work.take", OWN_ASSIGNMENT, BEN, "Taken back", "haven't handed in"),
    EntryPointCase("click work.more", ASSIGNMENT, VIEWERS, "rules are tested"),
    EntryPointCase(
        "click work.sign",
        ASSIGNMENT,
        REVIEWERS,
        "Signed off: Advanced firewall rules",
        "Someone else has to|is for|not used|You don't mentor",
    ),
    EntryPointCase(
        "click work.back", ASSIGNMENT, REVIEWERS, "Send back", "Someone else has to|is for|not used|You don't mentor"
    ),
    EntryPointCase(
        "form work.hand",
        OWN_ASSIGNMENT,
        BEN,
        "already",
        "Handed in|Handing in is for",
        {"words": "done"},
        acts_on_own=True,
    ),
    EntryPointCase(
        "form work.back",
        ASSIGNMENT,
        REVIEWERS,
        "Sent back",
        "Someone else has to|is for|not used|You don't mentor",
        {"words": "why", "reason": "why"},
    ),
    EntryPointCase("form work.due", ASSIGNMENT, VIEWERS, "due|Due", fields={"due": "2026-12-01", "day": "2026-12-01"}),
)
HELP_REQUESTS: Final = (
    EntryPointCase("/roadmate", "level terraform intermediate", expected="Terraform intermediate"),
    EntryPointCase("click level.open", "-", expected="Your levels"),
    EntryPointCase("click level.claim", '{"x":1}', expected="BadTicket"),
    EntryPointCase("click level.confirm", LEVEL_REVIEW, REVIEWERS, "Confirmed: Ben is Terraform intermediate"),
    EntryPointCase("form level.save", "", expected="Terraform expert", fields={"terraform": "expert"}),
    EntryPointCase(
        "/roadmate", "stuck terraform state", PRESENT_MEMBERS, "[Yy]ou're stuck with State Management", NO_GUEST
    ),
    EntryPointCase("click stuck.say", '{"words":"terraform state"}', PRESENT_MEMBERS, "[Yy]ou're stuck with", NO_GUEST),
    EntryPointCase("click stuck.drop", "-", expected="nobody told"),
    EntryPointCase("click stuck.again", "1", BEN, "[Yy]ou're stuck with Terraform", f"{REFUSED}|nothing was changed"),
    EntryPointCase(
        "click stuck.over", "1", VIEWERS, "[Ss]olved:? .*Terraform|Terraform.* solved", f"{REFUSED}|nothing was changed"
    ),
    EntryPointCase("click stuck.read", "terraform state", expected="State Management"),
    EntryPointCase("/roadmate", "who terraform", PRESENT_MEMBERS, "opted in|volunteered", NO_GUEST),
    EntryPointCase("click who.show", "x", expected="BadTicket"),
    EntryPointCase("click knower.ask", EXPERT_QUESTION, BEN, "Mei doesn't take questions", "isn't yours|is for "),
    EntryPointCase("click knower.yes", EXPERT_QUESTION, frozenset(), "", "isn't yours"),
    EntryPointCase("click knower.no", EXPERT_QUESTION, frozenset(), "", "isn't yours"),
)
SUGGESTED: Final = '{"suggestion":1,"state":"open"}'  # Ben's, by a button that hasn't seen what is in force now
TAKEN: Final = '{"suggestion":1,"state":"taken"}'
SUGGESTED_WORDS: Final = '{"topic":"aws.rds-proxy","kind":"words"}'
KEEPER: Final = '{"pack":"roadmate","member":"U0SANDMEI"}'
NOT_THERE: Final = rf"isn't there any more|is for keepers|{NO_GUEST}"
CHANGED_SINCE: Final = "older than the latest change"
OWN_ADMINS: Final = frozenset({"ana", "rui"})
SUGGESTIONS: Final = (
    EntryPointCase("click suggest.open", '{"topic":"aws.rds-proxy"}', PRESENT_MEMBERS, "What should be", NO_GUEST),
    EntryPointCase("click suggest.form", SUGGESTED_WORDS, PRESENT_MEMBERS, "its text and key terms", NO_GUEST),
    EntryPointCase(
        "form suggest.send", SUGGESTED_WORDS, PRESENT_MEMBERS, "changed since you opened", NO_GUEST, {"text": "So."}
    ),
    EntryPointCase("click suggest.take", SUGGESTED, OWN_ADMINS, CHANGED_SINCE, NOT_THERE),
    EntryPointCase("click suggest.back", SUGGESTED, OWN_ADMINS, "what's missing", NOT_THERE),
    EntryPointCase("form suggest.back", SUGGESTED, OWN_ADMINS, "Sent back by", NOT_THERE, {"words": "why"}),
    EntryPointCase("click suggest.undo", TAKEN, OWN_ADMINS, CHANGED_SINCE, NOT_THERE),
    EntryPointCase(
        "click suggest.withdraw",
        SUGGESTED,
        BEN,
        "You withdrew|withdrew this",
        "is for who made it|there any more|members of",
    ),
    EntryPointCase("click suggest.show", SUGGESTED, OWN_ADMINS | BEN, "Lends connections", NOT_THERE),
    EntryPointCase("click suggest.list", "{}", OWN_ADMINS | BEN, "RDS Proxy", f"No suggestion|None of your|{NO_GUEST}"),
    EntryPointCase("click keepers.open", "-", ADMINS, "who gets suggestions", "is for admins"),
    EntryPointCase("click keepers.add", '{"pack":"roadmate"}', ADMINS, "Add a keeper", "is for admins"),
    EntryPointCase(
        "form keepers.save",
        '{"pack":"roadmate"}',
        ADMINS,
        "Mei is a keeper|can't find",
        "is for admins",
        {"member": "U0SANDMEI"},
    ),
    EntryPointCase("click keepers.remove", KEEPER, ADMINS, "isn't a keeper", "is for admins"),
)
SESSIONS: Final = (
    EntryPointCase("/roadmate", 'session "GitOps intro" thu 15:00', PRESENT_MEMBERS, "Announce this in", NO_GUEST),
    EntryPointCase("/roadmate", "sessions", ALL_BUT_GUESTS & OWN_WORKSPACE_PEOPLE, "GitOps intro", "none planned"),
    EntryPointCase("click session.form", "-", PRESENT_MEMBERS, "Plan a session", NO_GUEST),
    EntryPointCase("form session.plan", '{"key":"k8"}', PRESENT_MEMBERS, "Announce this in", NO_GUEST, SESSION_FORM),
    EntryPointCase(
        "click session.announce",
        '{"key":"k9","title":"Talk","day":"2026-11-26","at":"15:00","channel":"C0LEARNING"}',
        PRESENT_MEMBERS,
        "Announced in",
        NO_GUEST,
    ),
    EntryPointCase(
        "click session.announce",
        '{"key":"k10","title":"Talk","day":"2026-11-26","at":"15:00","channel":"C0ELSEWHERE"}',
        frozenset(),
        "",
        f"in the channel where you ask for it|{NO_GUEST}",
    ),
    EntryPointCase(
        "click session.preview",
        '{"key":"k11","title":"Talk","day":"2026-11-26","at":"15:00"}',
        PRESENT_MEMBERS,
        "Announce this in",
        NO_GUEST,
    ),
    EntryPointCase("click session.drop", "-", expected="Nothing was announced"),
    EntryPointCase(
        "click session.book",
        '{"key":"session:9","minutes":60,"area":"soft-skills","day":"2026-11-21"}',
        expected="Logged",
    ),
    EntryPointCase("click session.missed", "1", BEN, "hasn't ended yet", "is for its host"),
    EntryPointCase("click session.list", "-", ALL_BUT_GUESTS & OWN_WORKSPACE_PEOPLE, "GitOps intro", "none planned"),
    EntryPointCase("click session.list", "1", ALL_BUT_GUESTS & OWN_WORKSPACE_PEOPLE, "GitOps intro", "none planned"),
    EntryPointCase(
        "click session.join",
        "1",
        OWN_WORKSPACE_PEOPLE - {"lena"},
        "You're (already )?in|you're the host",
        "can't find that session",
    ),
    EntryPointCase(
        "click session.leave",
        "1",
        OWN_WORKSPACE_PEOPLE - {"lena"},
        "You left|You aren't in|you're the host",
        "can't find that session",
    ),
    EntryPointCase(
        "click session.cancel", "1", frozenset({"ben", "ana", "rui"}), "Cancelled", "is for its host|no such session"
    ),
    EntryPointCase("click session.move", "1", BEN, "Move a session", "is for its host|no such session"),
    EntryPointCase(
        "form session.move",
        "1",
        BEN,
        "Moved: GitOps intro",
        "is for its host|no such session",
        {"day": "2026-11-27", "at": "15:00"},
    ),
)
IDEA_REFUSED: Final = rf"{NO_GUEST}|This idea isn't open"
HERE: Final = PRESENT_MEMBERS & OWN_WORKSPACE_PEOPLE
IDEAS: Final = (
    EntryPointCase("click idea.join", "2026-W47", HERE, "in for Cloud Computing", IDEA_REFUSED),
    EntryPointCase("click idea.show", "2026-W47", HERE, "in for Cloud Computing", IDEA_REFUSED),
    EntryPointCase("click idea.leave", "2026-W47", HERE, "You're out of|You aren't in", IDEA_REFUSED),
    EntryPointCase(
        "click idea.time",
        '{"week":"2026-W47","minute":29922660}',
        frozenset({"mei"}),
        "next person who joins",
        rf"{IDEA_REFUSED}|You aren't in",
    ),
)
PAIR_SUGGESTED: Final = '{"by":"U0SANDMEI","to":"U0SANDBEN","topic":"aws.rds-proxy","minute":29922660}'
TOGETHER: Final = (
    EntryPointCase("/roadmate", "together", PRESENT_MEMBERS, "you both need to show|You're hidden", NO_GUEST),
    EntryPointCase("click together.find", "-", PRESENT_MEMBERS, "you both need to show|You're hidden", NO_GUEST),
    EntryPointCase(
        "click together.ask", PAIR_SUGGESTED, PRESENT_MEMBERS, "you both need to show|You're hidden", NO_GUEST
    ),
    *(
        EntryPointCase(f"click together.{act}", PAIR_SUGGESTED, PRESENT_MEMBERS, "wasn't for you", NO_GUEST)
        for act in ("join", "decline")
    ),
)
LINK_REFUSED: Final = rf"{NO_GUEST}|only the person who kept|link was taken back|among yours"
LINKS: Final = (
    EntryPointCase("/roadmate", "links", PRESENT_MEMBERS, "example.com/helped|Nobody has kept", NO_GUEST),
    EntryPointCase("click helpful.list", "0", PRESENT_MEMBERS, "example.com/helped|Nobody has kept", NO_GUEST),
    EntryPointCase("click helpful.mine", "0", PRESENT_MEMBERS, "Links you kept|haven't kept", NO_GUEST),
    EntryPointCase("click helpful.keep", "1", BEN, "have no link any more", LINK_REFUSED),
    EntryPointCase("click helpful.open", "1", BEN | {"ana", "rui"}, "You keep|kept by colleagues", LINK_REFUSED),
    EntryPointCase("click helpful.name", "1", BEN, "Your name is beside", LINK_REFUSED),
    EntryPointCase("click helpful.unname", "1", BEN, "Your name isn't beside", LINK_REFUSED),
    EntryPointCase("click helpful.drop", "1", BEN, "Taken back", LINK_REFUSED),
    EntryPointCase("click helpful.remove", "1", ADMINS, "Removed|link was taken back", "is for admins"),
)
PRIVACY: Final = (
    EntryPointCase("/roadmate", "milestones", expected="will be here|What you've reached"),
    EntryPointCase("click milestones.page", "0", expected="will be here|What you've reached"),
    EntryPointCase("/roadmate", "privacy", expected="Who sees what about you"),
    EntryPointCase("/roadmate", "forget me", expected="This deletes for good"),
    EntryPointCase("/roadmate", "audit looks", ADMINS, "Audit log, looks", "is for admins"),
    *(
        EntryPointCase(f"click privacy.{name}", "-", expected="Who sees what about you")
        for name in ("open", "hide", "show", "name", "unname")
    ),
    EntryPointCase("click forget.ask", "-", expected="This deletes for good"),
    EntryPointCase("click forget.do", "-", expected="All your data is deleted|nothing to delete"),
    *(
        EntryPointCase("/roadmate", word, BEN, "Mon 30 Nov", "No time off planned")
        for word in ("absent", "holiday", "vacation")
    ),
    EntryPointCase("/roadmate", "setting", ADMINS, "Workspace settings", "Only admins"),
    EntryPointCase("/roadmate", "levels", expected="Your levels"),
    *(
        EntryPointCase(f"/{name}", "help", expected=f"/{name}")
        for name in ("roadmap", "log", "plan", "leaderboard", "team")
    ),
    EntryPointCase("/roadmate", "mentoring on", MENTORS | {"eva"}, "mentor's summary is"),
)
PLACEMENT: Final = (
    EntryPointCase("/roadmate", "placement aws", expected="AWS, question 1 of 8"),
    EntryPointCase("/roadmate", "know auto scaling, pods", expected="Marked .* as known"),
    EntryPointCase("click know.mark", "aws.networking", expected="Marked .* as known"),
    EntryPointCase("click know.all", "aws/security_aspects", expected="Marked 1[123] topics as known"),
    EntryPointCase("click know.open", "aws", expected="I know these"),
    EntryPointCase("click placement.open", "aws", expected="AWS, question 1 of 8"),
    EntryPointCase(
        "click placement.answer", '{"asked":1,"place":0}', BEN, "was changed or stopped since I asked", "has expired"
    ),
    EntryPointCase("click placement.take", '{"asked":1,"level":"expert"}', BEN, "AWS, question 1 of 8", "has expired"),
    EntryPointCase("click placement.again", '{"asked":1}', BEN, "AWS, question 1 of 8", "has expired"),
    EntryPointCase("click placement.known", '{"asked":1,"level":"expert"}', BEN, "AWS, question 1 of 8", "has expired"),
    EntryPointCase("click placement.pick", '{"asked":1,"level":"expert"}', BEN, "AWS, question 1 of 8", "has expired"),
    EntryPointCase("form know.save", "aws", expected="Marked .* as known", fields={"beginner-0": "aws.networking"}),
)
CONTENT: Final = (
    EntryPointCase("/roadmate", "content", expected="Content of this workspace"),
    EntryPointCase(
        "/roadmate", "content suggestions", OWN_ADMINS | BEN, "RDS Proxy", f"No suggestion|None of your|{NO_GUEST}"
    ),
    EntryPointCase("/roadmate", "content keepers", ADMINS, "who gets suggestions", "is for admins"),
    EntryPointCase("click content.show", '{"pack":"roadmate"}', expected="AWS: on"),
    EntryPointCase("click content.changes", "{}", expected="change by your team|no changes by your team"),
    EntryPointCase("click content.compare", '{"change":1}', expected="has something new here|Nothing changed"),
    EntryPointCase("click content.turn", '{"pack":"roadmate","roadmap":"azure"}', ADMINS, "Azure is off", FOR_ADMINS),
    EntryPointCase("click content.revert", '{"change":1}', ADMINS, "Undone|Nothing changed", FOR_ADMINS),
    EntryPointCase("click content.decide", '{"change":1,"keeps":true}', ADMINS, "Kept|Nothing changed", FOR_ADMINS),
)

CASES: Final = (
    *ROADMAP,
    *LOG,
    *PLAN,
    *LEADERBOARD,
    *ADMIN,
    *PREFERENCES,
    *TEAM_PAGES,
    *ROLES,
    *PAIRS,
    *CARD,
    *ASSIGNMENTS,
    *HELP_REQUESTS,
    *SUGGESTIONS,
    *SESSIONS,
    *IDEAS,
    *PLACEMENT,
    *LINKS,
    *TOGETHER,
    *PRIVACY,
    *CONTENT,
)


# What the audit log says of those who may, but of Ben about himself, and of those who are refused.
AUDITED: Final = {
    **dict.fromkeys(("click plan.open", "click mentors.plan", "click card.plan"), ("look.plan", "refused.plan")),
    **{f"/plan {words}": ("look.plan", "refused.plan") for words in ("@member", f"networking {MENTEE}")},
    "/plan default order 2, 5": ("plan.default", ""),
    **dict.fromkeys(("/team @member", "click card.open"), ("look.card", "refused.card")),
    **{f"/team {words}".strip(): ("", "refused.team") for words in ("", "networking stuck", "coverage signoffs")},
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
    "click work.more": ("look.work", "refused.signoff"),
    "click waiting.give": ("waiting.hand", ""),
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
    **{f"click together.{act}": ("", "refused.together") for act in ("find", "ask", "join", "decline")},
    **dict.fromkeys(("click quiz.report", "/roadmate questions reports"), ("", "refused.reports")),
    "click quiz.settle": ("", "refused.reports"),
    **{f"click suggest.{act}": ("", "refused.suggestion") for act in ("take", "undo", "show", "back")},
    "form suggest.back": ("content.return", "refused.suggestion"),
    **{f"click keepers.{act}": ("", "refused.keepers") for act in ("open", "add", "remove")},
    "form keepers.save": ("content.keeper", "refused.keepers"),
    "click content.turn": ("content.off", "refused.content"),
    "click content.revert": ("", "refused.content"),
    "click content.decide": ("", "refused.content"),
    "click helpful.remove": ("links.remove", "refused.links"),
    **{f"click idea.{act}": ("", "refused.idea") for act in ("join", "show", "leave", "time")},
    **dict.fromkeys(("click board.on", "click roadmate.set", "/roadmate settings board on"), ("settings.change", "")),
    **dict.fromkeys(("click digest.preview", "/roadmate digest preview"), ("digest.preview", "")),
}


@pytest.mark.drawn(3)
@pytest.mark.parametrize("row", CASES, ids=lambda row: row.name)
def test_each_person_is_answered_what_they_may_see(stage: RoleScene, row: EntryPointCase) -> None:
    stage.restore()
    before = stage.rows()
    for who in sorted(EVERYBODY, key=lambda each: (each in row.allowed, each)):
        response = stage.send(who, row.entry_point, row.text, row.fields)
        after, may = stage.rows(), who in row.allowed
        text = response.text
        assert re.search(row.expected if may else row.refused, text), f"{who} was answered: {text[:600]}"
        assert may or _rows_of_others(after, row.acts_on_own) == _rows_of_others(before, row.acts_on_own), (
            f"{who} changed something"
        )
        assert not response.is_public, f"{who} was answered before everybody"
        _assert_nothing_leaked(stage, who, response, row)
        _assert_audited(who, response, row, is_allowed=may)
        if after != before:
            stage.restore()


def _rows_of_others(rows: Any, acts_on_own: bool) -> Any:
    """What may not have changed: everything, or what concerns Ben where the others act on what is theirs."""
    return {name: {row for row in each if BEN_ID in row} for name, each in rows.items()} if acts_on_own else rows


def _assert_nothing_leaked(stage: RoleScene, person: str, response: Any, case: EntryPointCase) -> None:
    """Neither the answer nor any letter holds what its reader may not see."""
    names = {
        user: name
        for name, (workspace, user) in stage.people.items()
        if (workspace in WORKSPACE_ID) == (person in OWN_WORKSPACE_PEOPLE)
    }
    for reader, words in ((person, response.text), *((names.get(to, to), words) for to, words in response.messages)):
        if reader not in VIEWERS | case.new_viewers:
            assert not SECRETS.search(words), f"{reader} was shown: {SECRETS.search(words)}"
        if reader not in case.note_readers:
            assert PRIVATE_NOTE not in words, f"{reader} was shown a private note"


def _assert_audited(person: str, response: Any, case: EntryPointCase, *, is_allowed: bool) -> None:
    """The audit log has the line that belongs to it, in the workspace in which it was tried."""
    leaves, noted = AUDITED.get(case.name) or AUDITED.get(case.entry_point, ("", ""))
    act = (
        leaves
        if is_allowed and person != "ben"
        else noted
        if not is_allowed and re.search(REFUSED, response.text)
        else ""
    )
    if act and person in OWN_WORKSPACE_PEOPLE:
        assert act in response.audit_lines, f"{person} left {response.audit_lines} in the audit log"


def test_words_without_a_command_are_answered_like_one(stage: RoleScene) -> None:
    """A mention and a direct message lead to the same features, and so does what stands in a channel."""
    for who in sorted(OWN_WORKSPACE_PEOPLE):
        stage.restore()
        for response in (*(stage.send_words(who, f"{word} {MENTEE}") for word in ("plan", "team")), stage.home(who)):
            assert response
            assert who in VIEWERS or not SECRETS.search(response), f"{who} was shown: {SECRETS.search(response)}"
            assert who == "chidi" or PRIVATE_NOTE not in response


QUESTIONS: Final = (
    "how is the team doing",
    "who is my mentor",
    "what is waiting for me",
    "how am I doing",
    "who knows vpc",
)


def test_questions_in_plain_words_show_nobody_more_than_their_commands(stage: RoleScene) -> None:
    for who in sorted(OWN_WORKSPACE_PEOPLE):
        stage.restore()
        for response in (stage.send_words(who, question) for question in QUESTIONS):
            assert response
            assert who in VIEWERS or not SECRETS.search(response), f"{who} was shown: {SECRETS.search(response)}"
            assert who == "chidi" or PRIVATE_NOTE not in response


def test_what_one_workspace_turns_off_others_go_on_having(stage: RoleScene) -> None:
    stage.restore()
    stage.send("ana", "click content.turn", '{"pack":"roadmate","roadmap":"azure"}')
    for who, name in itertools.product(("ben", "zoe"), ("", "azure")):
        shown = stage.send(who, "/roadmap", name).text
        assert ("Azure" in shown) == (who == "zoe" or name == "azure")
        assert ("off in this workspace" in shown) == ((who, name) == ("ben", "azure"))
    stage.restore()


def test_every_person_is_tried(stage: RoleScene) -> None:
    assert stage.people.keys() == EVERYBODY


def test_no_entry_point_is_without_a_case(stage: RoleScene) -> None:
    entry_points = {
        f"{kind} {name}" for kind, names in stage.roadmate.router.handlers_by_kind().items() for name in names
    }
    assert entry_points - {row.entry_point for row in CASES} == set()
    assert {row.entry_point for row in CASES if " " in row.entry_point} - entry_points == set()


def test_no_command_usage_is_without_a_case() -> None:
    assert {f"/{name}" for name in command_handlers()} == {f"/{command.name}" for command in COMMANDS}
    written = {(row.entry_point, row.usage if row.usage is not None else row.text) for row in CASES}
    assert set(_usages()) - written == set()


def _usages() -> Iterator[tuple[str, str]]:
    for command in COMMANDS:
        for form in command.usages:
            yield f"/{command.name}", form.usage
