// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// A fungible token; the deployer gets all of it.
contract Coin is ERC20 {
	constructor(uint256 supply) ERC20("Test Coin", "TC") {
		_mint(msg.sender, supply);
	}
}

/// Non-fungible tokens; whoever asks gets the next one.
contract Cards is ERC721 {
	uint256 public next = 1;

	constructor() ERC721("Test Cards", "CARD") {}

	function mint() external returns (uint256 id) {
		id = next++;
		_safeMint(msg.sender, id);
	}
}

/// Keeps SERO for its callers.
contract Bank {
	error TooMuch(uint256 asked, uint256 there);
	event Deposited(address indexed by, uint256 amount);
	event Withdrawn(address indexed by, uint256 amount);

	mapping(address => uint256) public balanceOf;
	uint256[] public log;

	receive() external payable {
		deposit();
	}

	function deposit() public payable {
		balanceOf[msg.sender] += msg.value;
		emit Deposited(msg.sender, msg.value);
	}

	function withdraw(uint256 amount) external {
		uint256 there = balanceOf[msg.sender];
		if (amount > there) revert TooMuch(amount, there);
		balanceOf[msg.sender] = there - amount;
		emit Withdrawn(msg.sender, amount);
		(bool ok, ) = msg.sender.call{value: amount}("");
		require(ok, "the payment failed");
	}

	/// Not payable.
	function fail(string calldata why) external pure {
		revert(why);
	}

	/// Fills storage slots.
	function fill(uint256 count) external {
		for (uint256 i = 0; i < count; i++) log.push(i + 1);
	}

	/// Empties them.
	function clear() external {
		delete log;
	}

	/// Calls another contract, which calls nothing.
	function pay(IERC20 coin, address to, uint256 amount) external {
		require(coin.transferFrom(msg.sender, to, amount), "refused");
	}

	function environment() external view returns (uint256 chain, uint256 number, uint256 time, uint256 price) {
		return (block.chainid, block.number, block.timestamp, tx.gasprice);
	}
}
