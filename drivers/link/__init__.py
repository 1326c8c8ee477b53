"""Links carry bytes and know no frames: serial ports, TCP, and one address line to name them."""
