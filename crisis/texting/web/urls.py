from django.urls import path

from crisis.texting.web import hooks

urlpatterns = [
    path("sms/twilio/", hooks.twilio_text, name="sms_twilio_text"),
    path("sms/gateway/", hooks.gateway_text, name="sms_gateway_text"),
]
