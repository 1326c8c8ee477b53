"""What all X-ray generators share: profiles of command sets, safe switching, warm-up, the thread that owns the port."""
