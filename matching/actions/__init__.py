"""The doors of the handshake: propose, accept, set out, arrive, end; talk; ask for help."""
