"""Everything this room writes."""

from .posting_mail import Posted as Posted
from .posting_mail import post_mails as post_mails
from .preferring import ask_for_code as ask_for_code
from .preferring import confirm_address as confirm_address
from .preferring import drop_address as drop_address
from .preferring import end_feed as end_feed
from .preferring import make_feed as make_feed
from .preferring import set_weekly as set_weekly
from .sending import Letter as Letter
from .sending import Told as Told
from .sending import log_chat as log_chat
from .sending import mark_read as mark_read
from .sending import send_digest as send_digest
from .sending import send_reminders as send_reminders
