"""The picture: what is shown (model), how it looks (render), and the widget that paints it (canvas)."""
