"""Images that hold a given record, written by the driver's model as a device would write them."""
