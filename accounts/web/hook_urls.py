"""What providers post to us: no language, no session."""

from django.urls import path

from accounts.web import mail_events, sms_receipts

urlpatterns = [
    path("mail/", mail_events.mail_events, name="mail_events"),
    path("sms/twilio/receipts/<uuid:message>/", sms_receipts.twilio_receipt, name="sms_twilio_receipt"),
    path("sms/gateway/receipts/", sms_receipts.gateway_receipt, name="sms_gateway_receipt"),
]
