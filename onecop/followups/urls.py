from django.urls import path

from onecop.followups.views import after, asked, materials, photos, thanks

urlpatterns = [
    path("after/waiting/", after.after_waiting, name="after_waiting"),
    path("after/photos/<str:key>/", photos.after_photo_agree, name="after_photo_agree"),
    path("after/photos/<str:key>/take-down/", photos.after_photo_down, name="after_photo_down"),
    path("after/photos/<str:key>/<str:size>.jpg", photos.after_photo, name="after_photo"),
    path("after/materials/<str:key>/", materials.after_material, name="after_material"),
    path("after/materials/<str:key>/remove/", materials.after_material_remove, name="after_material_remove"),
    path("events/<str:key>/<str:on>/after/", after.event_after, name="event_after"),
    path("events/<str:key>/<str:on>/after/without/", after.event_after_without, name="event_after_without"),
    path("events/<str:key>/<str:on>/after/questions.pdf", asked.event_questions_sheet, name="event_questions_sheet"),
    path("events/<str:key>/<str:on>/after/thanks/", thanks.event_thanks, name="event_thanks"),
    path("events/<str:key>/<str:on>/after/thanks/send/", thanks.event_thanks_send, name="event_thanks_send"),
    path("events/<str:key>/<str:on>/after/thanks/stop/", thanks.event_thanks_stop, name="event_thanks_stop"),
    path("events/<str:key>/<str:on>/after/thanks/progress/", thanks.event_thanks_progress, name="event_thanks_progress"),
    path("events/<str:key>/<str:on>/after/thanks.pdf", thanks.event_thanks_sheet, name="event_thanks_sheet"),
    path("events/<str:key>/<str:on>/after/photos/", photos.event_photos, name="event_photos"),
    path("events/<str:key>/<str:on>/after/materials/", materials.event_materials, name="event_materials"),
    path("asked/<str:token>/", asked.after_asked, name="after_asked"),
    path("pictures/<str:token>/", photos.after_album, name="after_album"),
    path("pictures/<str:token>/<str:key>/<str:size>.jpg", photos.after_album_photo, name="after_album_photo"),
    path("e/<str:key>/<str:on>/questions/", asked.event_questions, name="event_questions"),
    path("e/<str:key>/<str:on>/pictures/<str:photo>/<str:size>.jpg", photos.event_picture, name="event_picture"),
    path("e/<str:key>/<str:on>/materials/<str:material>/", materials.event_material, name="event_material"),
]
