"""What the GraphQL service is held against, each as its own documentation would have it written."""
