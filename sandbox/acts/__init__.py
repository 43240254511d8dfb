"""What people do with their phones; every act becomes an update for the bot."""
