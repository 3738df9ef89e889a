"""One literal table of what the rooms offer; lower floors reach it through settings.HONGZHU_HOUSE.

This is the one deliberate knot of the house: names are strings, resolved when they are called.
"""

from .doors import PAGES as PAGES
from .doors import PERMISSIONS as PERMISSIONS

# Kinds of fact that a room posts; in words: policy/vocabulary.py.
# A duty whose evidence is not here is `unknown`: 本系统尚不能登记.
FACT_KINDS: tuple[str, ...] = (
    # orgs
    "school.opened",
    "election",
    # meetings
    "meeting.assembly",
    "meeting.committee",
    "meeting.group",
    "meeting.lecture",
    "meeting.org-life",
    "meeting.democratic-life",
    "meeting.theme-day",
    "meeting.joint",
    "meeting.school-affairs",
    "meeting.staff-study",
    "meeting.district-topic",
    "meeting.principal-report",
    # meetings and training
    "training.hours",
    # meetings: somebody stayed away without leave, they were reminded
    "absence.unexcused",
    "remind",
    # training
    "training.secretary",
    "training.worker",
    # study
    "talk",
    "talk.other",
    "plan.study",
    # assignments
    "assignment.received",
    "assignment.response",
    # meetings, training, study: the organisation has begun to use the system
    "record",
)

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

# Records on which files may hang: kind → the module that knows whose attachments a reader may see (attachments/owners.py).
ATTACHED_TO: dict[str, str] = {
    "meeting": "hongzhu.meetings.attached",
    "training": "hongzhu.training.attached",
    "plan": "hongzhu.study.attached",
    "assignment": "hongzhu.assignments.attached",
    "receipt": "hongzhu.assignments.attached_answers",
}

# The records behind facts: how a source begins → the module that says what they were about (orgs/sources.py).
SOURCES: dict[str, str] = {
    "meeting": "hongzhu.meetings.sources",
    "training": "hongzhu.training.sources",
    "plan": "hongzhu.study.sources",
    "assignment": "hongzhu.assignments.sources",
}

# What is looked up: kind → what a page calls it, and the module that says what records say now, who may read it, and where
# it is shown (search/records.py).
SEARCHED: dict[str, tuple[str, str]] = {
    "meeting": ("会议", "hongzhu.meetings.searched"),
    "training": ("培训", "hongzhu.training.searched"),
    "plan": ("学习计划", "hongzhu.study.searched"),
    "person": ("人员", "hongzhu.people.searched"),
    "assignment": ("上级任务", "hongzhu.assignments.searched"),
    "receipt": ("任务回复", "hongzhu.assignments.searched_answers"),
    "announcement": ("会议通知", "hongzhu.meetings.searched_calls"),
}

# Cases, which are subjects of the ledger of their own and belong to an organisation: kind of subject → the module that
# says what they are called and where they are settled (orgs/cases.py).
CASES: dict[str, str] = {
    "assignment": "hongzhu.assignments.cases",
}

# What rooms put on everybody's home beside what is owed: each a function of the reader and the day (orgs/cases.py).
ON_HOME: tuple[str, ...] = (
    "hongzhu.notices.on_home.parts",
    "hongzhu.people.on_home.parts",
    "hongzhu.assignments.on_home.parts",
)

# What rooms have to say on the sheet that goes over to a new secretary: each a function of the reader, the organisation
# and the day (orgs/cases.py).
HANDED_OVER: tuple[str, ...] = (
    "hongzhu.meetings.handed_over.parts",
    "hongzhu.people.handed_over.parts",
    "hongzhu.books.handed_over.parts",
    "hongzhu.attachments.handed_over.parts",
)

# What goes along when an organisation takes its records out whole: each a function of the reader (orgs/carrying.py).
CARRIED: tuple[str, ...] = (
    "hongzhu.orgs.carried.tables",
    "hongzhu.people.carried.tables",
    "hongzhu.meetings.carried.tables",
    "hongzhu.training.carried.tables",
    "hongzhu.study.carried.tables",
    "hongzhu.obligations.carried.tables",
    "hongzhu.assignments.carried.tables",
    "hongzhu.notices.carried.tables",
    "hongzhu.attachments.carried.tables",
)

# What everybody may have a copy of: his own (个人信息保护法 第45条).
OWN_COPY: tuple[str, ...] = (
    "hongzhu.people.carried.own",
    "hongzhu.meetings.carried.own",
    "hongzhu.training.carried.own",
    "hongzhu.study.carried.own",
    "hongzhu.obligations.carried.own",
    "hongzhu.notices.carried.own",
)

# What the system holds of every organisation, so that nobody asks for it: key → what a page calls it, where it comes
# from, by which names people ask for it, and the function that tells it (assignments/figures.py).
FIGURES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "org.name": (
        "党组织名称",
        "党组织登记",
        ("党组织名称", "支部名称", "党支部名称", "学校党组织名称"),
        "hongzhu.orgs.figures.names",
    ),
    "org.schools": (
        "覆盖的学校",
        "党组织登记",
        ("覆盖的学校", "学校名称", "所在学校", "学校"),
        "hongzhu.orgs.figures.schools",
    ),
    "org.term": (
        "本届起始日期",
        "换届记录",
        ("本届起始日期", "换届时间", "换届日期", "上次换届时间", "上次换届日期", "最近一次换届时间"),
        "hongzhu.orgs.figures.terms",
    ),
    "people.secretary": (
        "书记",
        "任职登记",
        ("书记", "书记姓名", "支部书记", "党支部书记", "党组织书记", "党组织书记姓名"),
        "hongzhu.people.figures.secretaries",
    ),
    "people.members": (
        "党员人数",
        "花名册",
        ("党员人数", "党员数", "党员总数", "党员总人数", "党员数量"),
        "hongzhu.people.figures.members",
    ),
    "people.probationary": (
        "预备党员人数",
        "花名册",
        ("预备党员人数", "预备党员数", "预备党员数量"),
        "hongzhu.people.figures.probationary",
    ),
    "people.activists": (
        "入党积极分子人数",
        "花名册",
        ("入党积极分子人数", "积极分子人数", "入党积极分子数", "入党积极分子数量"),
        "hongzhu.people.figures.activists",
    ),
    "people.applicants": (
        "入党申请人人数",
        "花名册",
        ("入党申请人人数", "入党申请人数", "申请入党人数"),
        "hongzhu.people.figures.applicants",
    ),
    "people.staff": (
        "教职工人数",
        "花名册",
        ("教职工人数", "教职工数", "教职工总数", "在职教职工人数"),
        "hongzhu.people.figures.staff",
    ),
    "meetings.assembly": (
        "今年支部党员大会次数",
        "会议记录",
        ("支部党员大会次数", "党员大会次数", "召开支部党员大会次数", "召开党员大会次数"),
        "hongzhu.meetings.figures.assemblies",
    ),
    "meetings.committee": (
        "今年支部委员会次数",
        "会议记录",
        ("支部委员会次数", "支委会次数", "召开支部委员会次数", "召开支委会次数"),
        "hongzhu.meetings.figures.committees",
    ),
    "meetings.lecture": (
        "今年党课次数",
        "会议记录",
        ("党课次数", "上党课次数", "讲党课次数"),
        "hongzhu.meetings.figures.lectures",
    ),
    "meetings.theme-day": (
        "今年主题党日次数",
        "会议记录",
        ("主题党日次数", "主题党日活动次数", "开展主题党日次数"),
        "hongzhu.meetings.figures.theme_days",
    ),
}

# 四簿一册, in the order of printing: title, shape (entries or one table), who reads it (every member, or the committee and
# whoever keeps it), what fills it: entries(reader, org, year), table(reader, org, year, day).
BOOKS: dict[str, tuple[str, str, str, str]] = {
    "assembly": ("党员大会记录簿", "entries", "everyone", "hongzhu.meetings.books.assembly"),
    "committee": ("支部委员会记录簿", "entries", "committee", "hongzhu.meetings.books.committee"),
    "group": ("党小组会记录簿", "entries", "everyone", "hongzhu.meetings.books.group"),
    "lecture": ("党课记录簿", "entries", "everyone", "hongzhu.meetings.books.lecture"),
    "roster": ("党员花名册", "table", "everyone", "hongzhu.people.books.roster"),
}

# The menu, in order: title, address, icon, what the bottom bar of a phone calls it, who has it. Who: any of the lines; a
# line: all of its words: "office", "duty", "superior" (sits above schools), "within" (an office, and not above them),
# "duty:…", "resource:action" as in PERMISSIONS.
MENU: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("首页", "/", "house", "首页", ("office", "duty")),
    ("会议与学习", "/meetings", "calendar-check", "会议", ("meeting:read",)),
    ("党员教职工", "/people", "users", "人员", ("roster:detail", "superior roster:count")),
    ("培训", "/trainings", "graduation-cap", "培训", ("training:read",)),
    ("谈心谈话", "/talks", "message-circle", "谈话", ("talk:read", "talk:count")),
    ("学习计划", "/plans", "list-checks", "计划", ("plan:read",)),
    ("台账", "/books", "printer", "台账", ("book:read",)),
    ("导入", "/imports", "upload", "导入", ("roster:create",)),
    (
        "说明和答复",
        "/explanations",
        "message-circle",
        "说明",
        ("justification:answer", "justification:change"),
    ),
    ("上级任务", "/assignments", "inbox", "任务", ("within assignment:read",)),
    ("下发任务", "/assignments", "send", "任务", ("superior assignment:read",)),
    ("提醒", "/reminders", "bell", "提醒", ("superior notice:create",)),
    ("消息", "/messages", "bell", "消息", ("within notice:answer",)),
    ("学校总览", "/district", "layout-grid", "总览", ("superior",)),
    ("政策条款", "/policy", "book-open", "政策", ("policy:read",)),
    ("操作记录", "/trail", "scroll-text", "记录", ("trail:read",)),
    ("职权", "/offices", "key-round", "职权", ("duty:security",)),
    ("用户", "/users", "users", "用户", ("duty:security",)),
)

# How the audit trail names what was done: a kind of record, after a deed (登记, 更正 …); or a whole verb.
TRAIL: dict[str, str] = {
    "meeting": "会议",
    "announcement": "会议通知",
    "reply": "能来或请假",
    "training": "培训",
    "talk": "谈话",
    "plan": "学习计划",
    "reminder": "提醒",
    "reminder.recorded": "提醒缺席的人",
    "person": "人员",
    "post": "任职",
    "org": "党组织",
    "school": "学校",
    "election": "换届",
    "justification": "说明",
    "justification.accepted": "认可说明",
    "justification.refused": "不认可说明",
    "objection": "判断有误",
    "objection.recorded": "提出判断有误",
    "waiver": "免计",
    "waiver.recorded": "批准免计",
    "grant": "授权",
    "decision": "本区设定",
    "account": "账号",
    "session": "登录",
    "slip": "单子",
    "password": "密码",
    "authenticator": "验证器",
    "recovery-code": "备用码",
    "recovery-codes": "备用码",
    "browser": "浏览器",
    "backup": "备份",
    "heads": "链头",
    "payload": "内容",
    "sign-in": "登录",
    "sign-in-code": "验证码",
    "attachment": "附件",
    "binding": "簿册",
    "binding.printed": "打印新增页",
    "preparation": "备册",
    "preparation.started": "统一备册",
    "talk.exported": "导出谈话清单",
    "correction": "更正申请",
    "correction.recorded": "提出更正申请",
    "correction.answered": "答复更正申请",
    "correction.withdrawn": "收回更正申请",
    "person.identified": "登记身份证号",
    "person.unidentified": "删掉身份证号",
    "person.copied": "取走自己的信息",
    "org.taken": "整套带走记录",
    "person.revealed": "查看人员的手机或身份证号",
    "transfer.recorded": "转出组织关系",
    "transfer.accepted": "接收组织关系",
    "transfer.refused": "不接收组织关系",
    "transfer.called-back": "撤回转接",
    "transfer.reopened": "撤回接收",
    "person.dropped": "撤回新登记的人员",
    "person.account-linked": "关联账号",
    "person.account-unlinked": "解除账号关联",
    "heads.held": "留存下级的链头",
    "payload.erased": "按规定销毁内容",
    "announcement.recorded": "通知开会",
    "announcement.called-off": "取消会议通知",
    "announcement.held": "会议通知的会已记录",
    "announcement.reopened": "会议通知的记录撤回了",
    "reply.recorded": "回复会议通知",
    "reply.changed": "改回复",
    "attachment.added": "上传附件",
    "attachment.removed": "移走附件",
    "assignment": "上级任务",
    "receipt": "上级任务",
    "assignment.recorded": "起草任务",
    "assignment.changed": "改任务草稿",
    "assignment.dropped": "删任务草稿",
    "assignment.sent": "下发任务",
    "assignment.reminded": "提醒回复任务",
    "assignment.extended": "任务延期",
    "assignment.closed": "关闭任务",
    "receipt.read": "收到任务",
    "response.recorded": "回复任务",
    "response.returned": "退回补正",
    "remark.recorded": "批注",
    "message": "消息",
    "message.reminded": "提醒",
    "message.digested": "每周提要",
    "message.noted": "发到群里的话",
    "message.read": "知道了",
    "preference.changed": "怎么收消息",
    "feed.made": "开通日历地址",
    "feed.ended": "停用日历地址",
    "session.begun": "登录",
    "session.ended": "退出",
}
# Kinds of record that people know by their code; where an address has the same name, the trail leads there.
CODED: tuple[str, ...] = ("meeting", "announcement", "training", "assignment", "person", "org", "school")
