"""Every write of the mail. Letters are queued in the transaction of the act they tell of; nobody calls send_mail."""

from onecop.mail.services.mailing import Letter, queue_many
from onecop.mail.services.outbox import MissingWords, NoSuchTemplate, queue, queue_template, retry, set_aside

__all__ = ["Letter", "MissingWords", "NoSuchTemplate", "queue", "queue_many", "queue_template", "retry", "set_aside"]
