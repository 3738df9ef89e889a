"""The closed vocabulary in which packs speak: who can owe, what is known of them, what counts as evidence.

A name that is not here is an error in a pack. What is here but recorded by no installed room (the house's table says
which are) makes a duty `unknown`: 本系统尚不能登记.
"""

SUBJECT_KINDS = {
    "school": "学校",
    "org": "党组织",
    "group": "党小组",
    "person": "人员",
    "district": "全区",
    "decision": "决策事项",
    "ethics_case": "师德个案",
    "assignment": "上级任务",
}

SCHOOL_KINDS = {
    "public_primary": "公办小学",
    "public_kindergarten": "公办幼儿园",
    "private_kindergarten": "民办幼儿园",
    "teaching_point": "教学点",
}

ORG_KINDS = {
    "committee": "党委",
    "work_committee": "党工委",
    "general_branch": "党总支",
    "branch": "党支部",
    "joint_branch": "联合党支部",
}

PARTY_STATUSES = {
    "full": "正式党员",
    "probationary": "预备党员",
    "candidate": "发展对象",
    "activist": "入党积极分子",
    "applicant": "入党申请人",
    "masses": "群众",
}

POSTS = {
    "secretary": "书记",
    "deputy_secretary": "副书记",
    "full_time_deputy": "专职副书记",
    "organization_member": "组织委员",
    "publicity_member": "宣传委员",
    "discipline_member": "纪检委员",
    "committee_member": "委员",
    "group_leader": "党小组组长",
    "party_worker": "党务工作者",
    "principal": "校长",
    "vice_principal": "副校长",
    "union_chair": "工会主席",
    "league_secretary": "团支部书记",
    "young_pioneers_counsellor": "少先队辅导员",
}

YES_NO = {"yes": "是", "no": "否"}

ATTRIBUTES: dict[str, dict[str, dict[str, str]]] = {
    "school": {
        "kind": SCHOOL_KINDS,
        "large": YES_NO,
        "decision_rules": YES_NO,
        "workload_rule": YES_NO,
        "recruiting_plan": YES_NO,
        "building_adviser": YES_NO,
        "award_rule": YES_NO,
    },
    "org": {"kind": ORG_KINDS, "committee": YES_NO, "members_in_need": YES_NO},
    "group": {},
    "person": {"status": PARTY_STATUSES, "serving": YES_NO, "retired": YES_NO},
    "district": {},
    "decision": {
        "kind": {
            "appointment": "干部任免",
            "project": "项目安排",
            "funds": "大额资金",
            "decision": "重大决策",
        }
    },
    "ethics_case": {},
    "assignment": {},
}
"""attribute → its values, per subject kind; a bare yes/no attribute in an expression means `== yes`"""

ATTRIBUTE_NAMES = {
    "kind": "类型",
    "large": "办学规模大",
    "decision_rules": "重大事项决策制度",
    "workload_rule": "党务工作纳入工作量的办法",
    "recruiting_plan": "调剂、聘任党员教师的办法",
    "building_adviser": "选派的党建指导员",
    "award_rule": "表彰奖励的办法",
    "committee": "设支委会",
    "members_in_need": "生活困难的党员",
    "status": "人员类别",
    "serving": "在岗",
    "retired": "离退休",
}
"""what a reader calls an attribute"""

RELATIONS: dict[str, dict[str, tuple[str, bool, str]]] = {
    "school": {"people": ("school", True, "person"), "covered_by": ("covers", True, "org")},
    "org": {
        "members": ("branch", True, "person"),
        "covers": ("covers", False, "school"),
        "groups": ("part_of", True, "group"),
        "led_by": ("led_by", False, "org"),
        "guided_by": ("guided_by", False, "org"),
        "leads": ("led_by", True, "org"),
        "guides": ("guided_by", True, "org"),
    },
    "group": {"part_of": ("part_of", False, "org"), "members": ("group", True, "person")},
    "person": {
        "school": ("school", False, "school"),
        "branch": ("branch", False, "org"),
        "group": ("group", False, "group"),
    },
    "district": {},
    "decision": {},
    "ethics_case": {},
    "assignment": {},
}
"""relation → (kind of link, read from head to tail, kind of the subject found), per subject kind"""

for _post in POSTS:
    RELATIONS["person"][f"post.{_post}"] = (f"post.{_post}", False, "body")
    for _kind in ("school", "org", "group"):
        RELATIONS[_kind][f"holders.{_post}"] = (f"post.{_post}", True, "person")

MEETING_KINDS = {
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
}

STEPS = {
    "consulted": "会前酝酿",
    "opinions-heard": "听取意见",
    "recommended": "推荐",
    "inspected": "考察",
    "meeting-held": "会议决定",
    "disclosed": "公开",
    "notified": "告知本人",
    "reply-heard": "听取申辩",
    "decided": "作出决定",
    "appeal-offered": "告知申诉办法",
}
"""what a case passes, one after the other; the fact of a step is named step.…"""

EVIDENCE = (
    MEETING_KINDS
    | {f"step.{name}": title for name, title in STEPS.items()}
    | {
        "training.hours": "学习培训学时",
        "training.secretary": "书记集中培训",
        "training.worker": "党务工作者培训",
        "talk": "谈心谈话",
        "talk.other": "其他谈话",
        "election": "换届",
        "school.opened": "学校设立",
        "record": "开始使用本系统的登记",
        "roster": "党员花名册",
        "develop.case": "发展党员档案",
        "absence.unexcused": "无故缺席",
        "remind": "提醒谈话",
        "attend.org-life": "以普通党员身份参加组织生活",
        "plan.study": "党员学习计划",
        "setup.plan": "党组织组建方案",
        "report.moral": "学生思想道德状况分析",
        "report.superior": "向上级汇报",
        "report.integrity": "述职述廉报告",
        "honours.round": "两优评选",
        "duty.letter": "党风廉政建设责任书",
        "appraisal.secretary": "书记述职评议",
        "appraisal.round": "党建考核",
        "disclosure.dues": "党费公示",
        "dues.paid": "党费交纳",
        "budget.party": "党建经费预算",
        "care.visit": "走访慰问",
        "assignment.received": "收到上级任务",
        "assignment.response": "回复上级任务",
    }
)
"""kind of fact → its Chinese name"""

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")

PERIODS = {
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half": "每半年",
    "semester": "每学期",
    "year": "每年",
    "schoolyear": "每学年",
    "biennium": "每两年",
    "once": "一次性",
}

USAGE_PATHS: dict[str, list[tuple[str, ...]]] = {
    "org": [(), ("groups",), ("covers",)],
    "group": [(), ("part_of",), ("part_of", "groups"), ("part_of", "covers")],
    "school": [(), ("covered_by",), ("covered_by", "groups"), ("covered_by", "covers")],
    "person": [
        ("school",),
        ("school", "covered_by"),
        ("school", "covered_by", "groups"),
        ("school", "covered_by", "covers"),
        ("branch",),
        ("branch", "groups"),
        ("branch", "covers"),
    ],
    "district": [()],
}
"""Whose entries show that a subject's organisation uses the system (contract, fine print 6)."""

STATUSES = {
    "met": "已完成",
    "met_late": "已补记完成",
    "open": "进行中",
    "at_risk": "临近期限",
    "grace": "宽限期内",
    "overdue": "过期",
    "explained": "已说明",
    "exempt": "免计",
    "not_applicable": "不适用",
    "unknown": "未登记",
}

WAIVERS = {
    "illness-long": "长期病假",
    "age-frail": "年老体弱",
    "maternity": "产假",
    "seconded": "借调、外派、脱产学习",
    "newly-founded": "新建不满一期",
    "reorganised": "撤并、改制期间",
    "extension-approved": "已批准延期换届",
    "other-approved": "上级另行批准",
}
"""kind of approved exemption (免计) → its name; a duty may name some of them first (`exempt`)"""

WAIVERS_OF_PEOPLE = frozenset({"illness-long", "age-frail", "maternity", "seconded"})
"""those that make sense for a person only"""

UNRECORDABLE = "本系统尚不能登记"
