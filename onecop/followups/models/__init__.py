from onecop.followups.models.feedback import Feedback, Sentence
from onecop.followups.models.pictures import Material, Photo
from onecop.followups.models.record import Record
from onecop.followups.models.thanks import Thanked, Thanks

__all__ = ["Feedback", "Material", "Photo", "Record", "Sentence", "Thanked", "Thanks"]
