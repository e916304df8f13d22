// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title Points of a game
/// @notice The game pays points (a token) for scores that its server signed, takes them for items (tickets), and
/// pays the fee of calls that bring points: players need no SERO.
contract GamePoints is SeroInterface {
    address public immutable server;
    string public points;
    string public items;
    uint256 public immutable itemPrice;
    mapping(bytes32 => bool) public paid;

    event Paid(address indexed player, uint256 amount);
    event Bought(address indexed player, bytes32 item);

    /// @param points_ Name of the token, @param items_ category of the items.
    /// @param rate Base units of points for 10^18 base units of SERO of fees.
    constructor(string memory points_, string memory items_, uint256 itemPrice_, uint256 rate) payable {
        server = _msgSender();
        points = points_;
        items = items_;
        itemPrice = itemPrice_;
        require(sero_issueToken(10 ** 30, points_), "the name cannot be registered");
        require(sero_setTokenRate(points_, rate, 1 ether), "no rate");
    }

    /// @notice SERO for the fees of players.
    receive() external payable {}

    /// @notice The server pays points for a game, once.
    function pay(address player, uint256 amount, bytes32 game) external {
        require(_msgSender() == server, "only the server");
        require(!paid[game], "paid before");
        paid[game] = true;
        require(sero_send_token(player, points, amount), "the points cannot be paid");
        emit Paid(player, amount);
    }

    /// @notice Buys an item for the points that come with the call; more than the price goes back.
    function buy() external payable returns (bytes32 item) {
        require(sero_msg_currency() == bytes32(bytes(points)), "bring points");
        uint256 brought = sero_msg_amount();
        require(brought >= itemPrice, "too few points");
        address player = _msgSender();
        item = sero_allotTicket(player, 0, items);
        require(item != 0, "no item");
        if (brought > itemPrice) {
            require(sero_send_token(player, points, brought - itemPrice), "no change");
        }
        emit Bought(player, item);
    }
}
