"""The doors of #PorteOuverte: offers, needs, official shelters."""
