"""The doors of #RechercheParis: searches, who follows them, notes, photos, claims."""
