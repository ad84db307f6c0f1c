"""One objective of a solve: its programme, its best plan and bound, and how points become plans."""
