"""One literal table of what the rooms offer; lower floors reach it through settings.HONGZHU_HOUSE.

This is the one deliberate knot of the house: names are strings, resolved when they are called.
"""

# Kinds of fact that a room posts. A duty whose evidence is not here is `unknown`: 本系统尚不能登记.
FACT_KINDS: dict[str, str] = {
    # orgs
    "school.opened": "学校设立",
    "election": "换届",
    # meetings
    "meeting.assembly": "支部党员大会",
    "meeting.committee": "支部委员会",
    "meeting.group": "党小组会",
    "meeting.lecture": "党课",
    "meeting.org-life": "组织生活会",
    "meeting.democratic-life": "民主生活会",
    "meeting.theme-day": "主题党日",
    "meeting.joint": "党政联席会议",
    "meeting.school-affairs": "校务会议",
    "meeting.staff-study": "教职工政治学习",
    "meeting.district-topic": "专题会议",
    "meeting.principal-report": "党员教职工代表会",
    # meetings and training
    "training.hours": "学习培训学时",
    # meetings: somebody stayed away without leave, they were reminded
    "absence.unexcused": "无故缺席",
    "remind": "提醒",
    # training
    "training.secretary": "书记集中培训",
    "training.worker": "党务工作者培训",
    # study
    "talk": "谈心谈话",
    "talk.other": "其他谈话",
    # meetings, training, study: the organisation has begun to use the system
    "record": "开始使用本系统的登记",
}

# Attributes that an installed room states, as kind of subject and name.
RECORDED_ATTRIBUTES: tuple[str, ...] = (
    "school.kind",
    "school.large",
    "org.kind",
    "org.committee",
    "person.status",
    "person.serving",
    "person.retired",
)

# Called by the ledger when links or attributes of existing subjects changed: rebuild(posting, subject_ids).
REBUILDERS: tuple[str, ...] = (
    "hongzhu.meetings.facts.rebuild",
    "hongzhu.training.facts.rebuild",
    "hongzhu.study.facts.rebuild",
)

# Who may do what: resource → role → actions. The roles and how far each reaches: orgs/access.py, people/access.py.
# `read` shows single rows, `count` only totals; whoever counts does not read. Above the branch no person is read by name.
PERMISSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "org": {
        "staff": ("read",),
        "member": ("read",),
        "group_leader": ("read",),
        "committee": ("read",),
        "worker": ("read", "change"),
        "secretary": ("read", "change"),
        "principal": ("read",),
        "officer": ("read",),
        "leading": ("read",),
        "guiding": ("read",),
        "inspector": ("read",),
    },
    "roster": {
        "self": ("read",),
        "member": ("read",),
        "group_leader": ("read",),
        "committee": ("read", "count"),
        "worker": ("read", "count", "create", "change", "export"),
        "secretary": ("read", "count", "create", "change", "export"),
        "principal": ("count",),
        "leading": ("count",),
        "guiding": ("count",),
        "inspector": ("count",),
    },
    "meeting": {
        "staff": ("read",),
        "member": ("read",),
        "group_leader": ("read", "create", "change"),
        "committee": ("read", "create", "change", "confirm"),
        "worker": ("read", "create", "change", "confirm", "withdraw", "export"),
        "secretary": ("read", "create", "change", "confirm", "withdraw", "export"),
        "principal": ("read",),
        "officer": ("read", "create", "change", "confirm", "withdraw", "export"),
        "leading": ("read",),
        "guiding": ("read",),
        "inspector": ("read",),
    },
    "reminder": {
        "secretary": ("read", "create"),
    },
    "minutes": {
        "self": ("read",),
        "staff": ("read",),
        "member": ("read",),
        "group_leader": ("read",),
        "committee": ("read",),
        "worker": ("read",),
        "secretary": ("read",),
        "principal": ("read",),
        "officer": ("read",),
    },
    "training": {
        "self": ("read",),
        "committee": ("read", "create", "change"),
        "worker": ("read", "create", "change", "export"),
        "secretary": ("read", "create", "change", "export"),
        "principal": ("count",),
        "officer": ("read", "create", "change", "export"),
        "leading": ("read", "count"),
        "guiding": ("read", "count"),
        "inspector": ("read", "count"),
    },
    "talk": {
        "self": ("read",),
        "worker": ("read", "count"),
        "secretary": ("read", "count", "create"),
        "leading": ("count",),
        "guiding": ("count",),
        "inspector": ("count",),
    },
    "justification": {
        "worker": ("read", "create", "change"),
        "secretary": ("read", "create", "change"),
        "principal": ("read",),
        "leading": ("read", "answer"),
        "guiding": ("read", "answer"),
        "inspector": ("read",),
    },
    "standing": {
        "self": ("read",),
        "group_leader": ("read",),
        "committee": ("read", "count"),
        "worker": ("read", "count", "export"),
        "secretary": ("read", "count", "export"),
        "principal": ("read", "count"),
        "officer": ("read", "count"),
        "leading": ("read", "count", "export"),
        "guiding": ("read", "count", "export"),
        "inspector": ("read", "count"),
    },
    "trail": {
        "secretary": ("read",),
        "audit": ("read", "verify"),
    },
    "account": {"security": ("read", "create", "change")},
    "grant": {"security": ("read", "create", "change")},
}

# Every address by its name: what one must be to have the page at all. "open": anybody; "signed-in": any account;
# "duty:…": one of the three administrators; "resource:action": whoever the table above lets do that, as far as it reaches.
PAGES: dict[str, str] = {
    "text_size": "open",
    "gallery": "open",
    "sign_in": "open",
    "sign_in_code": "open",
    "use_slip": "open",
    "forgotten": "open",
    "sign_out": "open",
    "own_account": "signed-in",
    "own_password": "signed-in",
    "own_authenticator": "signed-in",
    "own_authenticator_off": "signed-in",
    "own_recovery_codes": "signed-in",
    "end_own_sessions": "signed-in",
    "distrust_own_browsers": "signed-in",
    "users": "duty:security",
    "new_user": "duty:security",
    "user": "duty:security",
    "user_slip": "duty:security",
    "user_disable": "duty:security",
    "user_enable": "duty:security",
    "user_authenticator_off": "duty:security",
    "offices": "duty:security",
    "user_offices": "duty:security",
    "user_link": "duty:security",
    "user_unlink": "duty:security",
    "user_grant": "duty:security",
    "user_grant_end": "duty:security",
    "meetings": "signed-in",
    "meeting_new": "meeting:create",
    "meeting_draft": "meeting:create",
    "meeting_draft_drop": "meeting:create",
    "meeting": "meeting:read",
    "meeting_amend": "meeting:change",
    "meeting_confirm": "meeting:confirm",
    "meeting_withdraw": "meeting:withdraw",
    "meeting_remind": "reminder:create",
    "home": "signed-in",
    "permissions": "signed-in",
    "trail": "trail:read",
    "district": "standing:count",
    "body": "standing:read",
    "duty": "standing:read",
}
